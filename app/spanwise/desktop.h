// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/commandline.h"
#include "app/spanwise/demoprocess.h"
#include "app/spanwise/workbench.h"
#include "core/base/ids.h"
#include "core/intake/livefeed.h"
#include "core/model/alertrecord.h"
#include "core/store/store.h"
#include "ui/jobs/latestjob.h"
#include "ui/models/live.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>
#include <vector>

namespace spanwise {

class AlertsPage;
class AlertsPanel;
class ComparePage;
class DesktopNotifier;
class FileExport;
class FileOpening;
class InfoBar;
class OverviewPage;
class QueriesPage;
class RemotePage;
class ReplayPage;
class ReplayPanel;
class ReplayRunner;
class SettingsPage;
class StoreWatch;
class WelcomePage;

/// The desktop: a workbench with a window. It makes the pages and leads from one to the other. GUI thread.
class Desktop final : public QObject
{
    Q_OBJECT

public:
    /// Opens the history and builds the window, which is not shown yet. Ask failure() first.
    explicit Desktop(const Invocation &invocation);
    ~Desktop() override;

    /// Why there is no workbench and so no window; empty when all is well.
    const std::string &failure() const noexcept { return m_failure; }
    /// Listens, shows the window and starts what the command line asked for.
    void start();

    MainWindow &window() { return *m_window; }
    Workbench &workbench() { return *m_workbench; }
    DemoProcess &demo() { return *m_demo; }
    Theme &theme() { return m_theme; }
    Live &live() { return m_live; }

    /// Brings the queries to the front with this trace open.
    void showTrace(TraceId trace);
    void showQueries(const TraceFilter &filter);
    /// Brings the replay page to the front and asks this query again.
    void replay(TraceId original);
    /// Brings the comparison of two traces to the front; without b with what a is likely to be compared with.
    void compare(TraceId a, std::optional<TraceId> b = {});
    ComparePage *comparePage() { return m_compare; }

private:
    void addExportActions();
    void buildWindow();
    void buildServices();
    std::vector<PageEntry> pages();
    std::vector<DockEntry> docks();
    Page *makeWelcome();
    Page *makeOverview();
    Page *makeQueries();
    Page *makeReplay();
    Page *makeCompare();
    Page *makeAlerts();
    Page *makeRemote();
    Page *makeSettings();
    AlertsPanel *makeAlertsPanel();
    void connectAlertActions(AlertsPanel *panel);

    void listen();
    void listened();
    void tokensChanged();
    void jump(const QString &text);
    void findInPage();
    void settingsChanged(const Settings &before, const Settings &now);
    void alertsEvaluated(const std::vector<AlertRecord> &changes);
    void acknowledge(const QString &rule, const MetricTags &tags);
    void showEvidence(const AlertStatus &alert);
    void showSettings();
    void showStoreProblem(const std::string &problem);
    void storeLinkChanged(bool reachable, const std::string &message);

    const Invocation m_invocation;
    std::string m_failure;
    Theme m_theme;
    Live m_live;
    LiveFeed m_feed;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<DemoProcess> m_demo;
    std::unique_ptr<ReplayRunner> m_runner;
    std::unique_ptr<DesktopNotifier> m_notifier;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<FileOpening> m_files;
    std::unique_ptr<FileExport> m_export;
    std::unique_ptr<StoreWatch> m_watch;
    // Made when first shown; owned by the window.
    WelcomePage *m_welcome = nullptr;
    OverviewPage *m_overview = nullptr;
    QueriesPage *m_queries = nullptr;
    ReplayPage *m_replay = nullptr;
    ReplayPanel *m_replayDock = nullptr;
    ComparePage *m_compare = nullptr;
    AlertsPage *m_alerts = nullptr;
    RemotePage *m_remote = nullptr;
    SettingsPage *m_settings = nullptr;
    QPointer<InfoBar> m_storeLost; // while the team's store is away
    std::vector<AlertsPanel *> m_alertPanels;
    QPointer<InfoBar> m_storeBar; // while the history takes nothing
    std::string m_storeProblem;
    LatestJob m_jump{this};
};

/// `spanwise [FILE...]`. Needs a QApplication; returns the program's exit code.
int runDesktop(const Invocation &invocation);

} // namespace spanwise
