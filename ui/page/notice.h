// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

class QLabel;

namespace spanwise {

/// A sentence above what it is about, for as long as it takes to read: something could not be done, and what
/// is on the screen is as it was. Hidden until show(); goes by itself, or when it is closed.
class Notice final : public QFrame
{
    Q_OBJECT

public:
    explicit Notice(QWidget *parent = nullptr);

    QString text() const;
    /// Replaces what is shown.
    void show(const QString &text);

private:
    QLabel *m_text;
    QTimer m_timer;
};

} // namespace spanwise
