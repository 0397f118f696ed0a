// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;

namespace spanwise {

class Theme;

/// Long work in the status bar: what, how far, and a way to stop it.
class ProgressItem final : public QWidget
{
    Q_OBJECT

public:
    ProgressItem(const Theme &theme, const QString &text, QWidget *parent = nullptr);

    void setText(const QString &text);
    /// total 0: it is not known how much there is.
    void setProgress(quint64 done, quint64 total);
    /// The work is over; the item removes itself.
    void finish();

Q_SIGNALS:
    void cancelled();

private:
    QLabel *m_text;
    QProgressBar *m_bar;
};

} // namespace spanwise
