// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAction;

namespace spanwise {

/// One screen of the main window.
///
/// A page that is not in front does no work: setActive(false) stops its refreshing, setActive(true) starts it and
/// brings it up to date. Its actions appear in the menus, in the command palette and in its list of keys.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void setActive(bool active) = 0;
    /// Text, shortcut and status tip are set; the page stays their owner.
    virtual QList<QAction *> pageActions() const { return {}; }
};

} // namespace spanwise
