// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/replaypage.h"

#include "ui/replay/replaypanel.h"

#include <QAction>
#include <QVBoxLayout>

namespace spanwise {

ReplayPage::ReplayPage(const Theme &theme, Live &live, std::shared_ptr<const StoreReader> store,
                       ReplayRunner &runner, QWidget *parent)
    : Page(parent)
    , m_panel(new ReplayPanel(theme, live, std::move(store), runner, this))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);

    auto *const again = new QAction(tr("Run again"), this);
    again->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    again->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    again->setStatusTip(tr("Send the shown query to the pipeline once more"));
    connect(again, &QAction::triggered, this, [this] {
        if (m_panel->query())
            m_panel->replay(*m_panel->query());
    });
    auto *const original = new QAction(tr("Open the original trace"), this);
    original->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    original->setStatusTip(tr("Show the trace of the query as it was first asked"));
    connect(original, &QAction::triggered, this, [this] {
        if (m_panel->query())
            Q_EMIT traceRequested(*m_panel->query());
    });
    m_actions = {again, original};
    addActions(m_actions);

    connect(m_panel, &ReplayPanel::traceRequested, this, &ReplayPage::traceRequested);
    connect(m_panel, &ReplayPanel::comparisonRequested, this, &ReplayPage::comparisonRequested);
    connect(m_panel, &ReplayPanel::settingsRequested, this, &ReplayPage::settingsRequested);
    connect(m_panel, &ReplayPanel::queriesRequested, this, &ReplayPage::queriesRequested);
}

ReplayPage::~ReplayPage() = default;

void ReplayPage::setActive(bool active)
{
    m_panel->setActive(active);
}

void ReplayPage::showQuery(TraceId original)
{
    m_panel->showQuery(original);
}

void ReplayPage::replay(TraceId original)
{
    m_panel->replay(original);
}

} // namespace spanwise
