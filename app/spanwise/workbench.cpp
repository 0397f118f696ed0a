// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/workbench.h"

#include "app/spanwise/connectionsecrets.h"
#include "app/spanwise/history.h"
#include "app/spanwise/housekeeper.h"
#include "app/spanwise/metrickeeper.h"
#include "app/spanwise/metricsrestore.h"
#include "app/spanwise/pointwriter.h"
#include "app/spanwise/tokenvault.h"
#include "core/alerting/loop.h"
#include "core/alerting/monitor.h"
#include "core/codec/everydayjson.h"
#include "core/intake/intake.h"
#include "core/logging/structuredlogger.h"
#include "core/metrics/expressionengine.h"
#include "core/metrics/pointmetrics.h"
#include "core/metrics/seriesstore.h"
#include "core/metrics/spanmetrics.h"
#include "core/receive/ingest.h"
#include "core/receive/pull/scraper.h"
#include "core/store/labelledwriter.h"
#include "core/store/store.h"

#include <QEventLoop>

namespace spanwise {

Result<std::unique_ptr<Workbench>> Workbench::open(const HistoryPlace &place, Callbacks callbacks)
{
    std::unique_ptr<Workbench> workbench(new Workbench(place, std::move(callbacks)));
    if (const Status opened = workbench->openStore(); !opened)
        return opened.error();
    workbench->startMetrics();
    workbench->startIntake();
    workbench->startListeners();
    workbench->startAlerts();
    workbench->startScraping();
    return workbench;
}

Workbench::Workbench(const HistoryPlace &place, Callbacks callbacks)
    : m_place(place)
    , m_callbacks(std::move(callbacks))
    , m_settings(settingsPath(place.directory))
    , m_connectionSecrets(std::make_unique<ConnectionSecrets>(place.directory))
{
    m_waiting.setMaxThreadCount(16); // they wait, they do not compute
}

Workbench::~Workbench()
{
    // In the order of the data's path: no more senders, then everything accepted is committed and counted,
    // then the last metric rows are written.
    m_scraper.reset();
    m_connectionSecrets.reset(); // who waits for one is told that there is none
    m_waiting.waitForDone();     // whoever asked has cancelled
    m_listeners.reset();
    if (m_ingest)
        m_ingest->stop();
    if (m_intake)
        m_intake->stop();
    m_alertLoop.reset();
    if (m_spanMetrics)
        m_spanMetrics->flush();
    m_housekeeper.reset(); // asks m_restore
    m_restore.reset();
}

Status Workbench::openStore()
{
    m_log =
        std::make_unique<StructuredLogger>(std::filesystem::path(m_place.directory.toStdString()) / "logs");
    HistoryHooks hooks = m_callbacks.history;
    hooks.linkChanged = [this, tell = hooks.linkChanged](bool reachable, const std::string &message) {
        reachable ? m_log->info("store", message) : m_log->error("store", message);
        if (tell)
            tell(reachable, message);
    };
    if (const Status loaded = m_settings.load(); !loaded)
        m_notices.push_back(loaded.error().message);
    HistoryPlace place = m_place;
    if (place.store.isEmpty())
        place.store = QString::fromStdString(m_settings.current().store);
    if (place.store.isEmpty())
        place.store = localStore;
    auto history = openHistory(place, std::move(hooks));
    if (!history)
        return history.error();
    m_store = std::move(history->store);
    m_labels = std::shared_ptr<LabelStore>(m_store, history->labels);
    m_historyWhere = history->where;
    m_isTeams = history->isTeams;
    if (!history->notice.empty())
        m_notices.push_back(history->notice);
    for (const std::string &notice : m_notices)
        m_log->warning("app", notice);
    return Done{};
}

void Workbench::startMetrics()
{
    m_series = std::make_shared<SeriesStore>();
    m_restore = std::make_unique<MetricsRestore>(*m_store, *m_series, [this](const std::string &reason) {
        m_log->warning("metrics", "Some charts begin anew: " + reason);
    });
    // The engine points into the series: both live as long as anyone holds the engine.
    struct Kept
    {
        explicit Kept(std::shared_ptr<SeriesStore> store)
            : series(std::move(store))
            , engine(*series)
        {
        }
        std::shared_ptr<SeriesStore> series;
        ExpressionEngine engine;
    };
    const auto kept = std::make_shared<const Kept>(m_series);
    m_engine = std::shared_ptr<const MetricEngine>(kept, &kept->engine);
    m_spanMetrics = std::make_unique<SpanMetrics>(*m_series);
    m_pointMetrics = std::make_unique<PointMetrics>(
        *m_series, [](std::span<const Attribute> attributes) { return everydayJson(attributes); });
    m_metricKeeper = std::make_unique<MetricKeeper>(
        [this](const MetricChanges &changes) { return m_store->record(changes); }, *m_series);
    m_housekeeper = std::make_unique<Housekeeper>(
        *m_store, *m_metricKeeper, *m_log, [this] { return m_restore->isDone(); },
        [this] {
            const Settings settings = m_settings.current();
            return Housekeeper::Limits{settings.retentionDays, settings.retentionBytes};
        });
}

void Workbench::startIntake()
{
    m_writer = std::make_unique<LabelledWriter>(*m_store, *m_labels);
    m_pointWriter = std::make_unique<PointWriter>(
        *m_writer, *m_pointMetrics, *m_metricKeeper, *m_restore,
        [this](std::span<const RecordedPoint> points) { return m_store->knownPoints(points); });
    m_intake = std::make_unique<Intake>(*m_pointWriter, std::make_shared<IntakeCounters>(), intakeOptions());
    m_intake->addObserver(*m_spanMetrics);
    for (BatchObserver *const observer : m_callbacks.observers)
        m_intake->addObserver(*observer);
    if (m_callbacks.changed)
        m_intake->onChanged(m_callbacks.changed);
    m_intake->start();
    m_ingest = std::make_shared<Ingest>(*m_intake);
}

void Workbench::startAlerts()
{
    m_alerts = std::make_unique<AlertMonitor>(*m_engine, m_settings.current().rules);
    m_alertLoop = std::make_unique<AlertLoop>(*m_alerts, [this](const std::vector<AlertRecord> &changes) {
        for (const AlertRecord &change : changes) {
            if (const Status kept = m_store->record(change); !kept)
                m_log->error("alerting", "The alert history could not be written: " + kept.error().message);
        }
        if (m_callbacks.evaluated)
            m_callbacks.evaluated(changes);
    });
}

void Workbench::startScraping()
{
    m_scraper = std::make_unique<Scraper>(
        [this](TelemetryBatch &batch) {
            return m_intake->submit(batch, [](const Result<AppendReport> &) {});
        },
        m_connectionSecrets->waitingReader(), m_waiting);
    QObject::connect(m_scraper.get(), &Scraper::stateChanged, m_scraper.get(),
                     [this](const QString &name, const QString &problem) {
                         if (problem.isEmpty())
                             m_log->info("pull",
                                         "The metrics of “" + name.toStdString() + "” are read again");
                         else
                             m_log->warning("pull", "The metrics of “" + name.toStdString() +
                                                        "” cannot be read: " + problem.toStdString());
                     });
    m_scraper->setConnections(m_settings.current().connections);
}

void Workbench::startListeners()
{
    m_tokens = std::make_unique<TokenVault>(m_place.directory, m_settings);
    m_listeners = std::make_unique<Listeners>(m_ingest, m_tokens->access(),
                                              [this](const std::string &peer, const std::string &reason) {
                                                  if (m_refusals.add(peer, reason))
                                                      m_log->warning("receive", reason, {{"peer", peer}});
                                              });
    QObject::connect(m_listeners.get(), &Listeners::settled, m_listeners.get(), [this] {
        for (const ListenerState &state : m_listeners->states()) {
            if (state.problem.empty())
                m_log->info("receive",
                            "Listening for " + std::string(nameOf(state.kind)) + " on " + state.address);
            else
                m_log->error("receive", state.problem);
        }
    });
}

void Workbench::listen(const ListenAddresses &wanted)
{
    m_wanted = wanted;
    if (m_tokensKnown) {
        m_listeners->listen(m_wanted);
        return;
    }
    m_tokens->load([this] {
        m_tokensKnown = true;
        m_listeners->listen(m_wanted);
    });
}

Status Workbench::waitUntilListening()
{
    QEventLoop loop;
    QObject::connect(m_listeners.get(), &Listeners::settled, &loop, &QEventLoop::quit);
    loop.exec(); // settled is told in any case, and later than listen() returns
    for (const ListenerState &state : m_listeners->states()) {
        if (!state.problem.empty())
            return Error{Error::Code::Io, state.problem};
    }
    return Done{};
}

void Workbench::apply(const Settings &settings)
{
    m_scraper->setConnections(settings.connections);
    m_alerts->setRules(settings.rules);
    m_alertLoop->wake();
}

} // namespace spanwise
