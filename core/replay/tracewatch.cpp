// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/tracewatch.h"

#include "core/store/store.h"

namespace spanwise {
namespace {

WatchedTrace lookInto(const StoreReader &store, TraceId id, SpanId clientSpan)
{
    const Result<std::shared_ptr<const Trace>> loaded = store.load(id);
    WatchedTrace watched;
    if (!loaded) {
        if (loaded.error().code != Error::Code::NotFound)
            watched.error = loaded.error().message;
        return watched;
    }
    const Trace &trace = **loaded;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        if (trace[row].id == clientSpan)
            continue;
        ++watched.spanCount;
        watched.hasEntry = watched.hasEntry || trace[row].parent == clientSpan;
        watched.hasAnswer = watched.hasAnswer || !trace.facts(row).answer.empty();
    }
    return watched;
}

} // namespace

TraceWatch::TraceWatch(std::shared_ptr<const StoreReader> store, BlockingWork &work, Timing timing,
                       QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_work(work)
    , m_timing(timing)
{
    m_poll.setInterval(m_timing.poll);
    m_limit.setSingleShot(true);
    connect(&m_poll, &QTimer::timeout, this, &TraceWatch::check);
    connect(&m_limit, &QTimer::timeout, this, [this] { load(true); });
}

void TraceWatch::start(TraceId trace, SpanId clientSpan, std::chrono::milliseconds timeout)
{
    m_trace = trace;
    m_clientSpan = clientSpan;
    m_running = true;
    m_unchanged.start();
    m_poll.start();
    m_limit.start(timeout);
    check();
}

void TraceWatch::stop()
{
    m_running = false;
    m_poll.stop();
    m_limit.stop();
}

void TraceWatch::check()
{
    if (!m_running || m_asking)
        return;
    m_asking = true;
    m_work.run(
        this,
        [store = m_store, id = m_trace]() -> Result<std::uint32_t> {
            const Result<TraceSummary> summary = store->summary(id);
            if (!summary)
                return summary.error();
            return summary->spanCount;
        },
        [this](Result<std::uint32_t> spanCount) { counted(std::move(spanCount)); });
}

void TraceWatch::counted(Result<std::uint32_t> spanCount)
{
    m_asking = false;
    if (!m_running || !spanCount)
        return; // not there yet, or an error that the last look will report
    if (*spanCount != m_spanCount) {
        m_spanCount = *spanCount;
        m_unchanged.start();
    } else if (m_spanCount != m_loadedCount && m_unchanged.hasExpired(m_timing.settle.count())) {
        m_loadedCount = m_spanCount;
        load(false);
    }
}

void TraceWatch::load(bool last)
{
    if (last)
        m_poll.stop();
    m_work.run(
        this, [store = m_store, id = m_trace, span = m_clientSpan] { return lookInto(*store, id, span); },
        [this, last](WatchedTrace trace) { loaded(std::move(trace), last); });
}

void TraceWatch::loaded(WatchedTrace trace, bool last)
{
    if (!m_running || !(last || trace.hasEntry))
        return;
    stop();
    Q_EMIT finished(trace);
}

} // namespace spanwise
