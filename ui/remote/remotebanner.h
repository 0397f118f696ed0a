// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace spanwise {

/// Above a trace that is looked at from elsewhere: where it came from, what is missing, and the button that
/// keeps it.
class RemoteBanner final : public QFrame
{
    Q_OBJECT

public:
    explicit RemoteBanner(QWidget *parent = nullptr);

    /// notes: what the user must know of the trace; may be empty.
    void showOrigin(const QString &connection, const QStringList &notes);
    void showKeeping();
    void showKept(const QString &words);
    void showFailure(const QString &words);

Q_SIGNALS:
    void keepRequested();
    void openRequested(); ///< in the history, once it is kept

private:
    QLabel *m_words;
    QPushButton *m_keep;
    QPushButton *m_open;
};

} // namespace spanwise
