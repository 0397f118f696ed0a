// SPDX-License-Identifier: GPL-3.0-or-later
// The pages and docks of the desktop: how each is made, and where its signals lead.
#include "app/spanwise/desktop.h"
#include "app/spanwise/fileexport.h"

#include "app/spanwise/connectionaccess.h"
#include "app/spanwise/targetprobe.h"
#include "app/spanwise/tokenvault.h"
#include "core/alerting/monitor.h"
#include "ui/alerts/alertspage.h"
#include "ui/alerts/alertspanel.h"
#include "ui/alerts/desktopnotifier.h"
#include "ui/compare/comparepage.h"
#include "ui/overview/overviewpage.h"
#include "ui/queries/queriespage.h"
#include "ui/remote/remotepage.h"
#include "ui/replay/replaypage.h"
#include "ui/replay/replaypanel.h"
#include "ui/shell/settingspage.h"
#include "ui/shell/welcomepage.h"

using namespace Qt::StringLiterals;

namespace spanwise {

std::vector<PageEntry> Desktop::pages()
{
    return {
        {.id = u"overview"_s,
         .title = tr("Overview"),
         .glyph = Glyph::Overview,
         .make = [this] { return makeOverview(); }},
        {.id = u"queries"_s,
         .title = tr("Queries"),
         .glyph = Glyph::Queries,
         .make = [this] { return makeQueries(); },
         .menu = ShellMenu::Query},
        {.id = u"replay"_s,
         .title = tr("Replay"),
         .glyph = Glyph::Replay,
         .make = [this] { return makeReplay(); },
         .menu = ShellMenu::Replay},
        {.id = u"compare"_s,
         .title = tr("Compare"),
         .glyph = Glyph::Compare,
         .make = [this] { return makeCompare(); },
         .menu = ShellMenu::Query},
        {.id = u"alerts"_s,
         .title = tr("Alerts"),
         .glyph = Glyph::Alerts,
         .make = [this] { return makeAlerts(); }},
        {.id = u"remote"_s,
         .title = tr("Connections"),
         .glyph = Glyph::Plug,
         .make = [this] { return makeRemote(); }},
        {.id = u"welcome"_s,
         .title = tr("Welcome"),
         .glyph = Glyph::Welcome,
         .make = [this] { return makeWelcome(); },
         .atBottom = true},
        {.id = u"settings"_s,
         .title = tr("Settings"),
         .glyph = Glyph::Settings,
         .make = [this] { return makeSettings(); },
         .atBottom = true},
    };
}

std::vector<DockEntry> Desktop::docks()
{
    return {
        {.id = u"details"_s,
         .title = tr("Details"),
         .make = [this]() -> QWidget * {
             m_window->page(u"queries"_s);
             return m_queries->detailsWidget();
         },
         .area = Qt::RightDockWidgetArea,
         .shownOn = {u"queries"_s}},
        {.id = u"alerts"_s,
         .title = tr("Alerts"),
         .make = [this]() -> QWidget * { return makeAlertsPanel(); },
         .area = Qt::BottomDockWidgetArea,
         .shownOn = {}},
        {.id = u"replay"_s,
         .title = tr("Replay"),
         .make = [this]() -> QWidget * {
             m_replayDock = new ReplayPanel(m_theme, m_live, m_workbench->store(), *m_runner);
             m_replayDock->setTitleVisible(false);
             m_replayDock->setActive(true);
             connect(m_replayDock, &ReplayPanel::traceRequested, this, &Desktop::showTrace);
             connect(m_replayDock, &ReplayPanel::comparisonRequested, this,
                     [this](TraceId original, TraceId replay) { compare(original, replay); });
             connect(m_replayDock, &ReplayPanel::settingsRequested, this, &Desktop::showSettings);
             if (m_queries && m_queries->openedTrace())
                 m_replayDock->showQuery(m_queries->openedTrace());
             return m_replayDock;
         },
         .area = Qt::BottomDockWidgetArea,
         .shownOn = {}},
    };
}

Page *Desktop::makeWelcome()
{
    m_welcome = new WelcomePage(m_theme, m_live, m_workbench->store(), m_workbench->settings(), m_demo.get());
    const QString address = QString::fromStdString(m_workbench->listeners().address(ListenerKind::OtlpHttp));
    if (!address.isEmpty())
        m_welcome->setListening(address);
    m_welcome->setNeedsToken(!m_workbench->tokens().tokens().isEmpty());
    connect(m_welcome, &WelcomePage::filesRequested, m_window.get(), &MainWindow::filesRequested);
    connect(m_welcome, &WelcomePage::openRequested, m_window.get(), &MainWindow::askForFiles);
    connect(m_welcome, &WelcomePage::overviewRequested, this, [this] { m_window->showPage(u"overview"_s); });
    return m_welcome;
}

Page *Desktop::makeOverview()
{
    m_overview = new OverviewPage(m_theme, m_live, m_workbench->metrics(), makeAlertsPanel());
    m_overview->setRules(m_workbench->settings().current().rules);
    m_overview->setAlerts(*m_workbench->alerts().status());
    connect(m_overview, &OverviewPage::queriesRequested, this, &Desktop::showQueries);
    connect(m_overview, &OverviewPage::demoRequested, m_demo.get(), &DemoControl::start);
    connect(m_overview, &OverviewPage::connectRequested, this, [this] { m_window->showPage(u"welcome"_s); });
    return m_overview;
}

Page *Desktop::makeQueries()
{
    m_queries = new QueriesPage(m_workbench->store(), m_live, m_theme, standardReaders());
    m_queries->setLabels(m_workbench->labels());
    connect(m_queries, &QueriesPage::compareRequested, this, &Desktop::compare);
    connect(m_queries, &QueriesPage::connectRequested, this, [this] { m_window->showPage(u"welcome"_s); });
    m_queries->setPin(
        [store = m_workbench->store()](TraceId id, bool pinned) { return store->pin(id, pinned); });
    connect(m_queries, &QueriesPage::replayRequested, this, &Desktop::replay);
    connect(m_queries, &QueriesPage::exportRequested, this,
            [this](TraceId trace) { m_export->exportTrace(trace); });
    connect(m_queries, &QueriesPage::traceOpened, this, [this](TraceId trace) {
        if (m_replayDock)
            m_replayDock->showQuery(trace);
    });
    return m_queries;
}

Page *Desktop::makeReplay()
{
    m_replay = new ReplayPage(m_theme, m_live, m_workbench->store(), *m_runner);
    connect(m_replay, &ReplayPage::traceRequested, this, &Desktop::showTrace);
    connect(m_replay, &ReplayPage::comparisonRequested, this,
            [this](TraceId original, TraceId replay) { compare(original, replay); });
    connect(m_replay, &ReplayPage::settingsRequested, this, &Desktop::showSettings);
    connect(m_replay, &ReplayPage::queriesRequested, this, [this] { m_window->showPage(u"queries"_s); });
    return m_replay;
}

Page *Desktop::makeCompare()
{
    m_compare = new ComparePage(m_theme, m_workbench->store(), m_workbench->labels());
    connect(m_compare, &ComparePage::traceRequested, this, &Desktop::showTrace);
    connect(m_compare, &ComparePage::connectRequested, this, [this] { m_window->showPage(u"welcome"_s); });
    connect(m_compare, &ComparePage::spanRequested, this, [this](TraceId trace, SpanId span) {
        m_window->showPage(u"queries"_s);
        m_queries->readSpan(trace, span);
    });
    connect(m_compare, &ComparePage::searchRequested, this, [this](const QString &search) {
        showQueries({});
        m_queries->addSearchTerm(search);
    });
    return m_compare;
}

Page *Desktop::makeAlerts()
{
    m_alerts = new AlertsPage(m_theme, m_workbench->store());
    m_alerts->setAlerts(m_workbench->alerts().status());
    connect(m_alerts, &AlertsPage::evidenceRequested, this, &Desktop::showEvidence);
    connect(m_alerts, &AlertsPage::acknowledgeRequested, this, &Desktop::acknowledge);
    connect(m_alerts, &AlertsPage::editRulesRequested, this, &Desktop::showSettings);
    const auto say = [this](DesktopNotifier::Way way, const QString &reason) {
        m_alerts->setNotice(way == DesktopNotifier::Way::Service ? QString() : reason);
    };
    connect(m_notifier.get(), &DesktopNotifier::wayChanged, m_alerts, say);
    say(m_notifier->way(), m_notifier->reason());
    return m_alerts;
}

AlertsPanel *Desktop::makeAlertsPanel()
{
    auto *const panel = new AlertsPanel(m_theme);
    panel->setAlerts(m_workbench->alerts().status());
    connect(panel, &AlertsPanel::evidenceRequested, this, &Desktop::showEvidence);
    connect(panel, &AlertsPanel::acknowledgeRequested, this, &Desktop::acknowledge);
    connect(panel, &AlertsPanel::editRulesRequested, this, &Desktop::showSettings);
    m_alertPanels.push_back(panel);
    connect(panel, &QObject::destroyed, this, [this, panel] { std::erase(m_alertPanels, panel); });
    return panel;
}

Page *Desktop::makeRemote()
{
    m_remote = new RemotePage(remoteAccess(*m_workbench), m_theme, standardReaders());
    m_remote->setLabels(m_workbench->labels());
    connect(m_remote, &RemotePage::settingsRequested, this, &Desktop::showSettings);
    connect(m_remote, &RemotePage::traceRequested, this, &Desktop::showTrace);
    return m_remote;
}

Page *Desktop::makeSettings()
{
    SettingsHooks hooks;
    hooks.connections = connectionHooks(*m_workbench, this);
    hooks.check = checkOf(m_workbench->metrics());
    hooks.test = targetProbe(this);
    hooks.store = m_workbench->store();
    hooks.dataFolder = m_workbench->directory();
    hooks.tokens = &m_workbench->tokens();
    hooks.teamStore = m_workbench->teamStore();
    m_settings = new SettingsPage(m_workbench->settings(), std::move(hooks));
    connect(m_settings, &SettingsPage::settingsChanged, this, &Desktop::settingsChanged);
    return m_settings;
}

} // namespace spanwise
