// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigationrail.h"

#include <QAction>
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

} // namespace spanwise
