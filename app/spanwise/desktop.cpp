// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/desktop.h"

#include "app/spanwise/console.h"
#include "app/spanwise/evidence.h"
#include "app/spanwise/fileexport.h"
#include "app/spanwise/fileopening.h"
#include "app/spanwise/history.h"
#include "app/spanwise/listenaddresses.h"
#include "app/spanwise/screentour.h"
#include "app/spanwise/signalwatch.h"
#include "app/spanwise/storewatch.h"
#include "app/spanwise/tokenvault.h"
#include "core/alerting/monitor.h"
#include "core/intake/intake.h"
#include "core/replay/replayrunner.h"
#include "ui/alerts/alertspage.h"
#include "ui/alerts/alertspanel.h"
#include "ui/alerts/desktopnotifier.h"
#include "ui/compare/comparepage.h"
#include "ui/overview/overviewpage.h"
#include "ui/queries/queriespage.h"
#include "ui/remote/remotepage.h"
#include "ui/replay/replaypage.h"
#include "ui/replay/replaypanel.h"
#include "ui/shell/infobar.h"
#include "ui/shell/statusstrip.h"
#include "ui/shell/welcomepage.h"

#include <QAction>
#include <QApplication>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// 32 digits, the first of them, or a traceparent header around them.
QString traceIdIn(const QString &text)
{
    const QString trimmed = text.trimmed();
    const QStringList parts = trimmed.split(u'-');
    return parts.size() >= 4 && parts[1].size() == 32 ? parts[1] : trimmed;
}

} // namespace

Desktop::Desktop(const Invocation &invocation)
    : m_invocation(invocation)
    , m_feed([this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (const auto status = m_feed.take()) {
                    m_live.update(*status);
                    showStoreProblem(status->storeProblem);
                }
            },
            Qt::QueuedConnection);
    })
{
    Workbench::Callbacks callbacks;
    callbacks.changed = [this](const IntakeStatus &status) { m_feed.post(status); };
    callbacks.evaluated = [this](const std::vector<AlertRecord> &changes) {
        QMetaObject::invokeMethod(
            this, [this, changes] { alertsEvaluated(changes); }, Qt::QueuedConnection);
    };
    callbacks.history.askPassword = [](const std::string &where) -> std::optional<std::string> {
        bool given = false;
        const QString password = QInputDialog::getText(
            nullptr, QStringLiteral("Spanwise"),
            tr("Password for the team's history\n%1").arg(QString::fromStdString(where)), QLineEdit::Password,
            QString(), &given);
        return given ? std::optional(password.toStdString()) : std::nullopt;
    };
    callbacks.history.linkChanged = [this](bool reachable, const std::string &message) {
        QMetaObject::invokeMethod(
            this, [this, reachable, message] { storeLinkChanged(reachable, message); }, Qt::QueuedConnection);
    };
    auto workbench = Workbench::open({invocation.dataDirectory, invocation.store}, std::move(callbacks));
    if (!workbench) {
        m_failure = workbench.error().message;
        return;
    }
    m_workbench = std::move(*workbench);
    buildServices();
    buildWindow();
}

Desktop::~Desktop()
{
    // Whoever quits sees the window go at once; the demo pipeline sends its last spans and ends.
    if (m_window)
        m_window->hide();
    // The window's pages refer to the services, the services to the workbench.
    m_demo.reset();
    m_watch.reset();
    m_files.reset();
    m_window.reset();
    m_runner.reset();
    m_notifier.reset();
    m_workbench.reset();
}

void Desktop::buildServices()
{
    m_demo = std::make_unique<DemoProcess>([this] {
        const Settings settings = m_workbench->settings().current();
        const QString address =
            QString::fromStdString(m_workbench->listeners().address(ListenerKind::OtlpHttp));
        return DemoProcess::Wish{address.isEmpty() ? QString() : "http://"_L1 % address, settings.demoPort,
                                 settings.demoRate, m_workbench->tokens().tokens().value(0)};
    });

    ReplayServices services;
    services.store = m_workbench->store();
    services.record = [store = m_workbench->store()](const ReplayRecord &record) {
        return store->record(record);
    };
    services.target = [this] { return m_workbench->settings().current().replay; };
    services.submit = [this](TelemetryBatch &batch) {
        return m_workbench->intake().submit(batch, [](const Result<AppendReport> &) {});
    };
    m_runner = std::make_unique<ReplayRunner>(std::move(services));
    connect(&m_live, &Live::changed, m_runner.get(), &ReplayRunner::storeChanged);

    m_notifier = std::make_unique<DesktopNotifier>();
    m_notifier->setEnabled(m_workbench->settings().current().desktopNotifications);
    connect(m_notifier.get(), &DesktopNotifier::alertActivated, this,
            [this](const QString &rule, const QString &tags) {
                m_window->showPage(u"alerts"_s);
                m_alerts->showAlert(rule, tags);
                m_window->raise();
                m_window->activateWindow();
            });
}

void Desktop::addExportActions()
{
    m_export = std::make_unique<FileExport>(m_workbench->store(), m_workbench->labels(), *m_window);
    auto *const trace = new QAction(tr("&Export trace…"), this);
    trace->setStatusTip(
        tr("Writes the trace that is open to a file for OpenTelemetry tools, Jaeger or Zipkin"));
    connect(trace, &QAction::triggered, this, [this] {
        if (m_queries != nullptr && m_queries->openedTrace())
            m_export->exportTrace(m_queries->openedTrace());
        else
            m_window->showMessage(tr("Open a query first; then its trace can be exported."));
    });
    auto *const listed = new QAction(tr("Export &listed queries…"), this);
    listed->setStatusTip(tr("Writes everything that the list of queries finds to a file"));
    connect(listed, &QAction::triggered, this,
            [this] { m_export->exportListed(m_queries == nullptr ? TraceFilter{} : m_queries->filter()); });
    m_window->addShellAction(ShellMenu::File, trace);
    m_window->addShellAction(ShellMenu::File, listed);
}

void Desktop::buildWindow()
{
    const Settings settings = m_workbench->settings().current();
    ShellParts parts{.theme = m_theme,
                     .live = m_live,
                     .settings = m_workbench->settings(),
                     .store = m_workbench->store(),
                     .windowFile = m_workbench->directory() % "/window.ini"_L1,
                     .pages = pages(),
                     .docks = docks(),
                     .demo = m_demo.get()};
    m_window = std::make_unique<MainWindow>(std::move(parts));
    m_window->restore();
    m_files = std::make_unique<FileOpening>(m_workbench->intake(), *m_window);
    m_watch = std::make_unique<StoreWatch>(
        m_workbench->store(), m_live, [this] { return m_window->isVisible() && !m_window->isMinimized(); });
    connect(m_window.get(), &MainWindow::filesRequested, m_files.get(), &FileOpening::open);
    connect(m_window.get(), &MainWindow::jumpRequested, this, &Desktop::jump);
    connect(m_window.get(), &MainWindow::findRequested, this, &Desktop::findInPage);
    connect(m_files.get(), &FileOpening::opened, this, &Desktop::showTrace);
    connect(m_files.get(), &FileOpening::read, this, [this](const std::shared_ptr<const Trace> &trace) {
        m_window->showPage(u"queries"_s);
        m_queries->readSnapshot(trace);
    });
    addExportActions();
    auto *const fromElsewhere = new QAction(tr("Open from a &connection…"), this);
    fromElsewhere->setShortcut(QKeySequence(u"Ctrl+Shift+O"_s));
    fromElsewhere->setStatusTip(
        tr("Searches Jaeger, Tempo or ClickHouse and opens traces without importing them"));
    connect(fromElsewhere, &QAction::triggered, this, [this] {
        m_window->showPage(u"remote"_s);
        m_remote->focusSearch();
    });
    m_window->addShellAction(ShellMenu::File, fromElsewhere);
    StatusStrip &strip = m_window->statusStrip();
    strip.setReasons([this] {
        QStringList lines;
        for (const std::string &line : m_workbench->refusals())
            lines.append(QString::fromStdString(line));
        return lines;
    });
    connect(&strip, &StatusStrip::listeningClicked, this, &Desktop::showSettings);
    connect(&m_workbench->listeners(), &Listeners::settled, this, &Desktop::listened);
    connect(&m_workbench->tokens(), &TokenControl::tokensChanged, this, &Desktop::tokensChanged);
}

void Desktop::start()
{
    for (const std::string &notice : m_workbench->notices())
        m_window->showMessage(QString::fromStdString(notice), Token::Warning);
    if (const auto given = givenTokens(m_invocation.tokenFile); !given)
        m_window->showMessage(QString::fromStdString(given.error().message), Token::Error);
    else if (!given->empty())
        m_workbench->tokens().use(*given);
    listen();
    const Settings settings = m_workbench->settings().current();
    if (m_invocation.demo) {
        // It needs an address to send to.
        connect(&m_workbench->listeners(), &Listeners::settled, m_demo.get(), &DemoControl::start,
                Qt::SingleShotConnection);
        m_window->showPage(u"overview"_s);
    } else if (!settings.welcomeSeen) {
        m_window->showPage(u"welcome"_s);
        Settings seen = settings;
        seen.welcomeSeen = true;
        if (const Status saved = m_workbench->settings().save(seen); !saved)
            m_window->showMessage(QString::fromStdString(saved.error().message), Token::Warning);
    }
    m_window->show();
    if (!m_invocation.files.isEmpty())
        m_files->open(m_invocation.files);
}

void Desktop::listen()
{
    m_workbench->listen(addressesOf(m_invocation, m_workbench->settings().current()));
}

void Desktop::listened()
{
    QStringList addresses;
    QStringList lines;
    QStringList problems;
    for (const ListenerState &state : m_workbench->listeners().states()) {
        const std::string_view name = nameOf(state.kind);
        const QString where = QString::fromStdString(state.problem.empty() ? state.address : state.problem);
        lines.append(QString::fromUtf8(name.data(), qsizetype(name.size())) % u": "_s % where);
        (state.problem.empty() ? addresses : problems).append(where);
    }
    const QString otlpHttp = QString::fromStdString(m_workbench->listeners().address(ListenerKind::OtlpHttp));
    StatusStrip &strip = m_window->statusStrip();
    if (addresses.isEmpty())
        strip.setListenError(problems.value(0));
    else
        strip.setListening(addresses.size() == 1
                               ? addresses[0]
                               : tr("%1 and %n more", nullptr, int(addresses.size()) - 1).arg(addresses[0]),
                           lines.join(u'\n'), !problems.isEmpty());
    if (m_welcome && !otlpHttp.isEmpty())
        m_welcome->setListening(otlpHttp);
    else if (m_welcome)
        m_welcome->setListenError(problems.value(0));
    if (!problems.isEmpty()) {
        InfoBar *const bar =
            m_window->showMessage(problems.join(u'\n'), addresses.isEmpty() ? Token::Error : Token::Warning);
        bar->addButton(tr("Settings"), [this] { showSettings(); });
        bar->addButton(tr("Try again"), [this] { listen(); });
    }
}

void Desktop::tokensChanged()
{
    const TokenVault &tokens = m_workbench->tokens();
    if (m_welcome)
        m_welcome->setNeedsToken(!tokens.tokens().isEmpty());
    if (!tokens.problem().isEmpty())
        m_window->showMessage(tokens.problem(), Token::Error);
}

void Desktop::storeLinkChanged(bool reachable, const std::string &message)
{
    if (!m_window)
        return;
    if (m_storeLost)
        m_storeLost->deleteLater();
    m_storeLost =
        m_window->showMessage(QString::fromStdString(message), reachable ? Token::Accent : Token::Error);
}

void Desktop::showTrace(TraceId trace)
{
    m_window->showPage(u"queries"_s);
    m_queries->readTrace(trace);
}

void Desktop::showQueries(const TraceFilter &filter)
{
    m_window->showPage(u"queries"_s);
    m_queries->closeTrace();
    m_queries->setFilter(filter);
}

void Desktop::replay(TraceId original)
{
    m_window->showPage(u"replay"_s);
    m_replay->replay(original);
}

void Desktop::compare(TraceId a, std::optional<TraceId> b)
{
    m_window->showPage(u"compare"_s);
    m_compare->compare(a, b);
}

/// Said once when it begins and taken back when it ends, however many requests it turns away in between.
void Desktop::showStoreProblem(const std::string &problem)
{
    if (!m_window || problem.empty() == m_storeProblem.empty())
        return;
    m_storeProblem = problem;
    if (problem.empty()) {
        if (m_storeBar)
            m_storeBar->deleteLater();
        m_window->showMessage(tr("The history takes new data again. Nothing that was acknowledged is lost."));
        m_notifier->tell(u"store"_s, tr("Spanwise stores again"), {});
        return;
    }
    const QString words =
        tr("New data cannot be stored at the moment; pipelines are asked to send it again later. %1")
            .arg(QString::fromStdString(problem));
    m_storeBar = m_window->showMessage(words, Token::Error);
    m_notifier->tell(u"store"_s, tr("Spanwise cannot store new data"), QString::fromStdString(problem));
}

void Desktop::jump(const QString &text)
{
    m_jump.start([store = std::shared_ptr<const StoreReader>(m_workbench->store()),
                  wanted = traceIdIn(text)](std::stop_token) { return resolveTrace(*store, wanted); },
                 [this](const Result<TraceId> &found) {
                     if (found)
                         showTrace(*found);
                     else
                         m_window->showMessage(QString::fromStdString(found.error().message), Token::Warning);
                 });
}

void Desktop::findInPage()
{
    m_window->showPage(u"queries"_s);
    for (QAction *const action : m_queries->pageActions()) {
        if (action->shortcuts().contains(QKeySequence(QKeySequence::Find)) ||
            action->shortcut() == QKeySequence(u"/"_s))
            return action->trigger();
    }
}

void Desktop::settingsChanged(const Settings &before, const Settings &now)
{
    m_workbench->apply(now);
    m_notifier->setEnabled(now.desktopNotifications);
    if (before.theme != now.theme)
        m_window->setThemeChoice(now.theme);
    if (m_overview)
        m_overview->setRules(now.rules);
    if (m_replay)
        m_replay->panel().refreshTarget();
    if (m_replayDock)
        m_replayDock->refreshTarget();
    if (addressesOf(m_invocation, before) != addressesOf(m_invocation, now))
        listen();
}

void Desktop::showSettings()
{
    m_window->showPage(u"settings"_s);
}

void Desktop::alertsEvaluated(const std::vector<AlertRecord> &changes)
{
    const AlertMonitor::Snapshot snapshot = m_workbench->alerts().status();
    for (AlertsPanel *const panel : m_alertPanels)
        panel->setAlerts(snapshot);
    if (m_alerts)
        m_alerts->setAlerts(snapshot);
    if (m_overview)
        m_overview->setAlerts(*snapshot);
    for (const AlertRecord &change : changes) {
        const auto status =
            std::ranges::find(*snapshot, change.rule, [](const AlertStatus &s) { return s.rule.name; });
        m_notifier->notify(change, status == snapshot->end() ? QString()
                                                             : QString::fromStdString(status->rule.summary));
    }
}

void Desktop::acknowledge(const QString &rule, const MetricTags &tags)
{
    m_workbench->alerts().acknowledge(rule.toStdString(), tags);
    alertsEvaluated({});
}

void Desktop::showEvidence(const AlertStatus &alert)
{
    showQueries(evidenceOf(alert, std::chrono::system_clock::now()));
}

int runDesktop(const Invocation &invocation)
{
    const SignalWatch signalWatch;
    QObject::connect(&signalWatch, &SignalWatch::endRequested, qApp, &QCoreApplication::quit);
    Desktop desktop(invocation);
    if (!desktop.failure().empty()) {
        const QString reason = QString::fromStdString(desktop.failure());
        complain(reason);
        if (invocation.screens.isEmpty())
            QMessageBox::critical(nullptr, QStringLiteral("Spanwise"), reason);
        return exitcode::failed;
    }
    desktop.start();
    if (invocation.screens.isEmpty())
        return QApplication::exec();
    ScreenTour tour(desktop, invocation.screens);
    QObject::connect(&tour, &ScreenTour::finished, qApp,
                     [](bool good) { QCoreApplication::exit(good ? exitcode::ok : exitcode::failed); });
    tour.start();
    return QApplication::exec();
}

} // namespace spanwise
