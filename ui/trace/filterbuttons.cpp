// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/filterbuttons.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QMenu>
#include <QPushButton>

namespace spanwise {

FilterButtons::FilterButtons(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_with(new QAction(themedIcon(theme, Glyph::Filter), tr("Filter by this"), this))
    , m_without(new QAction(themedIcon(theme, Glyph::Exclude), tr("Not this"), this))
{
    m_with->setToolTip(tr("Show only queries that have this value"));
    m_without->setToolTip(tr("Leave out queries that have this value"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(8);
    for (QAction *action : {m_with, m_without}) {
        auto *button = new QPushButton(action->icon(), action->text(), this);
        button->setToolTip(action->toolTip());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        row->addWidget(button);
    }
    row->addStretch();
    connect(m_with, &QAction::triggered, this, [this] { Q_EMIT chosen(true); });
    connect(m_without, &QAction::triggered, this, [this] { Q_EMIT chosen(false); });
}

void FilterButtons::addTo(QMenu &menu)
{
    menu.addAction(m_with);
    menu.addAction(m_without);
}

void FilterButtons::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange) {
        m_with->setEnabled(isEnabled());
        m_without->setEnabled(isEnabled());
    }
}

} // namespace spanwise
