// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/scraper.h"

#include "core/receive/pull/metricspage.h"

#include <QFutureWatcher>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrent/QtConcurrentRun>

#include <algorithm>
#include <optional>
#include <stop_token>

namespace spanwise {

/// One page that is read again and again. Its end stops a reading that runs and waits for it.
struct Scraper::Target
{
    explicit Target(RemoteConnection what)
        : connection(std::move(what))
    {
    }
    ~Target()
    {
        stop.request_stop();
        watcher.disconnect();
        watcher.waitForFinished();
    }

    RemoteConnection connection;
    QTimer timer;
    QFutureWatcher<Status> watcher;
    std::stop_source stop;
    std::optional<std::string> problem; ///< nullopt until the first reading has ended
};

Scraper::Scraper(Submit submit, Secret secret, QThreadPool &pool, QObject *parent)
    : QObject(parent)
    , m_submit(std::move(submit))
    , m_secret(std::move(secret))
    , m_pool(pool)
{
}

Scraper::~Scraper()
{
    for (const auto &target : m_targets)
        target->stop.request_stop(); // all at once, then each is waited for
    m_targets.clear();
}

void Scraper::setConnections(const std::vector<RemoteConnection> &connections)
{
    const auto isWanted = [](const RemoteConnection &connection) {
        return connection.kind == ConnectionKind::Metrics && connection.isActive;
    };
    std::erase_if(m_targets, [&](const std::unique_ptr<Target> &target) {
        return std::ranges::find(connections, target->connection) == connections.end();
    });
    for (const RemoteConnection &connection : connections) {
        const bool isKnown = std::ranges::any_of(m_targets, [&](const std::unique_ptr<Target> &target) {
            return target->connection == connection;
        });
        if (!isWanted(connection) || isKnown)
            continue;
        Target &target = *m_targets.emplace_back(std::make_unique<Target>(connection));
        connect(&target.timer, &QTimer::timeout, this, [this, &target] { read(target); });
        connect(&target.watcher, &QFutureWatcherBase::finished, this,
                [this, &target] { take(target, target.watcher.result()); });
        target.timer.start(connection.interval);
        read(target);
    }
}

void Scraper::read(Target &target)
{
    if (target.watcher.isRunning())
        return;
    const auto work = [connection = target.connection, secret = m_secret, submit = m_submit,
                       stop = target.stop.get_token()]() -> Status {
        const auto known = secret ? secret(connection) : Result<std::string>(std::string());
        if (!known)
            return known.error();
        const MetricsPage page(Exchange(connection, *known, MetricsPage::maxBytes));
        auto decoded = page.read(stop);
        if (!decoded)
            return decoded.error();
        if (decoded->batch.points.empty())
            return Error{Error::Code::InvalidInput, connection.url + " has no metrics."};
        const Rejected rejected = decoded->rejectedPoints;
        if (Status taken = submit(decoded->batch); !taken)
            return taken;
        if (rejected.count > 0)
            return Error{Error::Code::InvalidInput, std::to_string(rejected.count) + " lines of " +
                                                        connection.url +
                                                        " could not be read: " + rejected.firstReason};
        return Done{};
    };
    target.watcher.setFuture(QtConcurrent::run(&m_pool, work));
}

void Scraper::take(Target &target, const Status &outcome)
{
    ++(outcome ? m_readings : m_failures);
    const std::string problem = outcome ? std::string() : outcome.error().message;
    if (target.problem == problem)
        return;
    const bool isNews = target.problem.has_value() || !problem.empty();
    target.problem = problem;
    if (isNews)
        Q_EMIT stateChanged(QString::fromStdString(target.connection.name), QString::fromStdString(problem));
}

} // namespace spanwise
