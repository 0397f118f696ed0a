// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/logsloader.h"

#include "ui/models/live.h"

namespace spanwise {
namespace {

constexpr int logsRefreshMs = 1000;

} // namespace

LogsLoader::LogsLoader(std::shared_ptr<const StoreReader> store, Live &live, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(logsRefreshMs);
    connect(&m_timer, &QTimer::timeout, this, &LogsLoader::refresh);
    connect(&live, &Live::changed, this, &LogsLoader::refreshSoon);
}

void LogsLoader::open(TraceId id)
{
    m_id = id;
    m_isKnown = false;
    m_count = 0;
    Q_EMIT loaded(std::make_shared<const TelemetryBatch>()); // not those of the trace before
    refresh();
}

void LogsLoader::close()
{
    m_job.cancel();
    m_timer.stop();
    m_id = {};
}

void LogsLoader::setActive(bool active)
{
    m_active = active;
    refreshSoon();
}

void LogsLoader::refreshSoon()
{
    if (m_id && m_active && !m_timer.isActive())
        m_timer.start();
}

void LogsLoader::refresh()
{
    if (!m_id)
        return;
    using Answer = Result<std::shared_ptr<const TelemetryBatch>>;
    m_job.start([store = m_store,
                 id = m_id](const std::stop_token &stop) { return store->logsOf(id, maxRecords, stop); },
                [this](const Answer &answer) {
                    // What is shown stays when a refresh fails: the trace beside it says why.
                    if (!answer || (m_isKnown && (*answer)->logs.size() == m_count))
                        return;
                    m_isKnown = true;
                    m_count = (*answer)->logs.size();
                    Q_EMIT loaded(*answer);
                });
}

} // namespace spanwise
