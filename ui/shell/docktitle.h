// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QDockWidget;

namespace spanwise {

class Theme;

/// The title bar of a dock: name, float, close. Dragging it moves the dock; double-click floats it.
class DockTitle final : public QWidget
{
    Q_OBJECT

public:
    DockTitle(const Theme &theme, QDockWidget *dock);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace spanwise
