// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/history.h"
#include "app/spanwise/listeners.h"
#include "app/spanwise/refusals.h"
#include "core/alerting/rule.h"
#include "core/intake/batchobserver.h"
#include "core/intake/counters.h"
#include "core/settings/settings.h"

#include <QString>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spanwise {

class AlertLoop;
class AlertMonitor;
class ConnectionSecrets;
class Housekeeper;
class Ingest;
class Intake;
class LabelStore;
class LabelledWriter;
class MetricEngine;
class MetricKeeper;
class MetricsRestore;
class Scraper;
class SeriesStore;
class PointMetrics;
class PointWriter;
class SpanMetrics;
class Store;
class StructuredLogger;
class TokenVault;

/// Everything of a running Spanwise that has no window: history, intake, receiver, metrics, alerts, log.
///
/// The desktop and the headless server are two faces of it. It is built in the order of the data's path and
/// taken down in the reverse order, so nothing acknowledged is lost. Its functions belong to the main thread;
/// the callbacks come on the threads named with them.
class Workbench
{
public:
    struct Callbacks
    {
        std::function<void(const IntakeStatus &)> changed; ///< intake thread, at most 20 a second
        /// Alert thread, once a second: the changes of state, often none.
        std::function<void(const std::vector<AlertRecord> &)> evaluated;
        HistoryHooks history{};                 ///< linkChanged is logged, too
        std::vector<BatchObserver *> observers; ///< intake thread; they outlive the workbench
    };

    /// Opens or begins everything. Does not listen yet.
    static Result<std::unique_ptr<Workbench>> open(const HistoryPlace &place, Callbacks callbacks);
    ~Workbench();
    Workbench(const Workbench &) = delete;
    Workbench &operator=(const Workbench &) = delete;

    /// Listens there instead of where it listened before, once the tokens are known. listeners() tells when
    /// and with what success.
    void listen(const ListenAddresses &wanted);
    /// Runs the event loop until that is done. Fails with the first problem; the other listeners go on.
    Status waitUntilListening();
    Listeners &listeners() noexcept { return *m_listeners; }
    TokenVault &tokens() noexcept { return *m_tokens; }
    /// Puts changed alert rules into force at once. Retention and targets are read when they are needed; a
    /// new address needs listen().
    void apply(const Settings &settings);

    const QString &directory() const noexcept { return m_place.directory; }
    /// Where the history is, for the user.
    const QString &historyWhere() const noexcept { return m_historyWhere; }
    /// The same when it is a team's store, otherwise empty.
    QString teamStore() const { return m_isTeams ? m_historyWhere : QString(); }
    const std::shared_ptr<Store> &store() const noexcept { return m_store; }
    /// What people say about queries; kept with them.
    const std::shared_ptr<LabelStore> &labels() const noexcept { return m_labels; }
    SettingsFile &settings() noexcept { return m_settings; }
    ConnectionSecrets &connectionSecrets() noexcept { return *m_connectionSecrets; }
    /// Threads that may wait for the network.
    QThreadPool &waitingThreads() noexcept { return m_waiting; }
    Intake &intake() noexcept { return *m_intake; }
    StructuredLogger &log() noexcept { return *m_log; }
    const std::shared_ptr<const MetricEngine> &metrics() const noexcept { return m_engine; }
    AlertMonitor &alerts() noexcept { return *m_alerts; }
    /// What the user must be told, for example that a damaged history was moved aside. In order; usually
    /// none.
    const std::vector<std::string> &notices() const noexcept { return m_notices; }
    /// The newest requests that were refused, newest first, as "time peer: reason".
    std::vector<std::string> refusals() const { return m_refusals.list(); }

private:
    Workbench(const HistoryPlace &place, Callbacks callbacks);
    Status openStore();
    void startMetrics();
    void startIntake();
    void startListeners();
    void startAlerts();
    void startScraping();

    const HistoryPlace m_place;
    QString m_historyWhere;
    bool m_isTeams = false;
    Callbacks m_callbacks;
    std::vector<std::string> m_notices;
    SettingsFile m_settings;
    std::unique_ptr<ConnectionSecrets> m_connectionSecrets;
    QThreadPool m_waiting;
    Refusals m_refusals;
    std::unique_ptr<StructuredLogger> m_log;
    std::shared_ptr<Store> m_store;
    std::shared_ptr<LabelStore> m_labels;
    std::unique_ptr<LabelledWriter> m_writer;
    std::shared_ptr<SeriesStore> m_series;
    std::shared_ptr<const MetricEngine> m_engine;
    std::unique_ptr<MetricsRestore> m_restore;
    std::unique_ptr<SpanMetrics> m_spanMetrics;
    std::unique_ptr<PointMetrics> m_pointMetrics;
    std::unique_ptr<MetricKeeper> m_metricKeeper;
    std::unique_ptr<PointWriter> m_pointWriter;
    std::unique_ptr<Intake> m_intake;
    std::shared_ptr<Ingest> m_ingest;
    std::unique_ptr<AlertMonitor> m_alerts;
    std::unique_ptr<AlertLoop> m_alertLoop;
    std::unique_ptr<Housekeeper> m_housekeeper;
    std::unique_ptr<TokenVault> m_tokens;
    std::unique_ptr<Listeners> m_listeners;
    std::unique_ptr<Scraper> m_scraper;
    bool m_tokensKnown = false;
    ListenAddresses m_wanted;
};

} // namespace spanwise
