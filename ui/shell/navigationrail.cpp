// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigationrail.h"

#include <QAction>
#include <QEvent>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {

NavigationRail::NavigationRail(QWidget *parent)
    : QToolBar(tr("Navigation"), parent)
{
    setObjectName(u"navigationRail"_s);
    setMovable(false);
    setFloatable(false);
    setOrientation(Qt::Vertical);
    setIconSize(QSize(20, 20));
    setContextMenuPolicy(Qt::PreventContextMenu);
    auto *gap = new QWidget(this);
    gap->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_gap = addWidget(gap);
}

void NavigationRail::addPage(QAction *action, bool atBottom)
{
    if (atBottom)
        addAction(action);
    else
        insertAction(m_gap, action);
    auto *button = qobject_cast<QToolButton *>(widgetForAction(action));
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(keys.isEmpty() ? action->text() : u"%1 (%2)"_s.arg(action->text(), keys));
}

bool NavigationRail::event(QEvent *event)
{
    const bool handled = QToolBar::event(event);
    // A tool bar reads its margins when it is made and when the style changes, but not when the style sheet
    // first meets it: its name, by which the style sheet knows it, was not set yet when it was made.
    if (event->type() == QEvent::Polish) {
        QEvent change(QEvent::StyleChange);
        QToolBar::event(&change);
        updateGeometry();
    }
    return handled;
}

} // namespace spanwise
