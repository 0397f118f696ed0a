// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace spanwise {

class TokenControl;

/// The listeners' tokens: made, copied, moved on and taken back. Never shown in full, so a shared screen
/// tells nobody.
class TokenRow final : public QWidget
{
    Q_OBJECT

public:
    explicit TokenRow(TokenControl &control, QWidget *parent = nullptr);

    /// "none", "…aB3x" or "…aB3x and, until it is removed, …9kQz".
    QString stateText() const;

private:
    QPushButton *button(const QString &text, const QString &name, const QString &tip);
    void copy();
    void refresh();

    TokenControl &m_control;
    QLabel *m_state;
    QLabel *m_place;
    QPushButton *m_make;
    QPushButton *m_copy;
    QPushButton *m_removeOlder;
    QPushButton *m_removeAll;
};

} // namespace spanwise
