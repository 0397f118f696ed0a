// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/traceloader.h"

#include "ui/models/live.h"

namespace spanwise {
namespace {

constexpr int refreshIntervalMs = 150;

using Answer = Result<std::shared_ptr<const Trace>>;

} // namespace

TraceLoader::TraceLoader(std::shared_ptr<const StoreReader> store, Live &live, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(refreshIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &TraceLoader::refresh);
    connect(&live, &Live::changed, this, &TraceLoader::refreshSoon);
}

void TraceLoader::open(TraceId id)
{
    m_id = id;
    m_knownSpans = 0;
    m_busy = true;
    m_changed = false;
    m_timer.stop();
    m_job.start([store = m_store, id](const std::stop_token &stop) { return store->load(id, stop); },
                [this](const Answer &answer) { take(answer); });
}

void TraceLoader::adopt(const Trace &trace)
{
    close();
    m_id = trace.id();
    m_knownSpans = trace.size();
}

void TraceLoader::close()
{
    m_job.cancel();
    m_timer.stop();
    m_id = {};
    m_busy = false;
    m_changed = false;
    m_knownSpans = 0;
}

void TraceLoader::setActive(bool active)
{
    m_active = active;
    if (active)
        refreshSoon();
}

void TraceLoader::refreshSoon()
{
    if (!m_id || !m_active)
        return;
    if (m_busy)
        m_changed = true;
    else if (!m_timer.isActive())
        m_timer.start();
}

void TraceLoader::refresh()
{
    if (!m_id || m_busy)
        return;
    m_busy = true;
    m_changed = false;
    // The summary tells cheaply whether there is anything to load.
    const auto work = [store = m_store, id = m_id,
                       known = m_knownSpans](const std::stop_token &stop) -> Answer {
        const Result<TraceSummary> summary = store->summary(id);
        if (!summary)
            return summary.error();
        if (summary->spanCount <= known) // fewer: a file that is shown is still being stored
            return std::shared_ptr<const Trace>();
        return store->load(id, stop);
    };
    m_job.start(work, [this](const Answer &answer) { take(answer); });
}

void TraceLoader::take(const Answer &answer)
{
    m_busy = false;
    const bool isFirst = m_knownSpans == 0;
    if (!answer) {
        // While a trace is shown, a failed refresh leaves it there: retention may have taken it from the
        // store.
        if (isFirst && answer.error().code != Error::Code::Cancelled)
            Q_EMIT failed(answer.error());
    } else if (*answer) {
        m_knownSpans = (*answer)->size();
        if (isFirst)
            Q_EMIT loaded(*answer);
        else
            Q_EMIT grown(*answer);
    }
    if (m_changed)
        refreshSoon();
}

} // namespace spanwise
