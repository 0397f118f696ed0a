// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace spanwise {

/// One active condition. A click on its cross, Delete or Backspace removes it; a click elsewhere edits it
/// where it can be edited, and removes it where it cannot.
class ChipButton final : public QPushButton
{
    Q_OBJECT

public:
    ChipButton(const QString &words, bool editable, QWidget *parent = nullptr);

Q_SIGNALS:
    void editRequested();
    void removeRequested();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const bool m_editable;
    bool m_onCross = false;
};

} // namespace spanwise
