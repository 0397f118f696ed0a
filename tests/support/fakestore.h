// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>

namespace spanwise::test {

/// What a store's summary of a finished trace says.
inline TraceSummary summaryOf(const Trace &trace)
{
    TraceSummary row;
    row.id = trace.id();
    row.time = trace.time();
    row.spanCount = static_cast<std::uint32_t>(trace.size());
    if (trace.size() == 0)
        return row;
    const SpanRow query = trace.queryRow();
    row.service = trace.resource(query).serviceName();
    row.rootName = trace[query].name;
    row.question = trace.facts(query).question;
    row.pipeline = trace.facts(query).pipeline;
    row.hasRoot = trace[query].isEntry();
    row.failed = trace.facts(query).failed;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const SpanFacts &facts = trace.facts(static_cast<SpanRow>(i));
        row.errorCount += facts.failed ? 1U : 0U;
        row.stepCount += facts.step != StepKind::Other ? 1U : 0U;
        row.inputTokens += facts.inputTokens;
        row.outputTokens += facts.outputTokens;
        row.costUsd += facts.costUsd;
        if (facts.hallucination)
            row.hallucination = facts.hallucination;
        if (facts.cacheHit)
            row.cacheHit = facts.cacheHit;
    }
    return row;
}

/// A store in memory for views: rows and traces put in by the test, every call counted, failures on demand.
///
/// Thread-safe. hold() makes readers wait until release(), so that a test can act while an answer is on its
/// way.
class FakeStore : public StoreReader
{
public:
    void put(TraceSummary row)
    {
        const std::lock_guard lock(m_mutex);
        m_rows[row.id] = std::move(row);
    }
    void put(std::shared_ptr<const Trace> trace)
    {
        put(summaryOf(*trace));
        const std::lock_guard lock(m_mutex);
        m_traces[trace->id()] = std::move(trace);
    }
    void remove(TraceId id)
    {
        const std::lock_guard lock(m_mutex);
        m_rows.erase(id);
        m_traces.erase(id);
    }
    void fail(std::optional<Error> error)
    {
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
    }
    void hold()
    {
        const std::lock_guard lock(m_mutex);
        m_held = true;
    }
    void release()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_held = false;
        }
        m_released.notify_all();
    }
    int listCalls() const { return m_listCalls; }
    int loadCalls() const { return m_loadCalls; }

    Result<TracePage> list(const TraceRequest &request, std::stop_token stop) const override
    {
        ++m_listCalls;
        std::unique_lock lock(m_mutex);
        m_released.wait(lock, [this] { return !m_held; });
        if (stop.stop_requested())
            return Error{Error::Code::Cancelled, "cancelled"};
        if (m_error)
            return *m_error;
        TracePage page;
        std::vector<const TraceSummary *> rows = sorted(request.filter);
        for (const TraceSummary *row : rows) {
            if (request.after && !isAfter(*row, *request.after))
                continue;
            if (page.traces.size() == request.limit)
                return page;
            page.traces.push_back(*row);
        }
        page.complete = true;
        return page;
    }
    Result<std::uint64_t> count(const TraceFilter &filter, std::uint64_t limit,
                                std::stop_token) const override
    {
        const std::lock_guard lock(m_mutex);
        return std::min<std::uint64_t>(limit, sorted(filter).size());
    }
    Result<TraceSummary> summary(TraceId id) const override
    {
        const std::lock_guard lock(m_mutex);
        if (const auto it = m_rows.find(id); it != m_rows.end())
            return it->second;
        return missing(id);
    }
    Result<std::shared_ptr<const Trace>> load(TraceId id, std::stop_token stop) const override
    {
        ++m_loadCalls;
        std::unique_lock lock(m_mutex);
        m_released.wait(lock, [this] { return !m_held; });
        if (stop.stop_requested())
            return Error{Error::Code::Cancelled, "cancelled"};
        if (m_error)
            return *m_error;
        if (const auto it = m_traces.find(id); it != m_traces.end())
            return it->second;
        return missing(id);
    }
    Result<std::vector<TraceId>> findByPrefix(const std::string &, std::uint32_t) const override
    {
        return std::vector<TraceId>();
    }
    Result<std::vector<std::string>> services() const override
    {
        const std::lock_guard lock(m_mutex);
        std::vector<std::string> names;
        for (const auto &[id, row] : m_rows) {
            if (!row.service.empty() && std::ranges::find(names, row.service) == names.end())
                names.push_back(row.service);
        }
        return names;
    }
    Result<LogPage> logs(const LogRequest &, std::stop_token) const override
    {
        return LogPage{std::make_shared<const TelemetryBatch>(), {}};
    }
    Result<std::shared_ptr<const TelemetryBatch>> logsOf(TraceId, std::uint32_t,
                                                         std::stop_token) const override
    {
        return std::make_shared<const TelemetryBatch>();
    }
    Result<StoreStatistics> statistics() const override { return StoreStatistics{}; }
    Result<SavedQuery> savedQuery(TraceId id) const override { return missing(id); }
    Result<std::vector<ReplayRecord>> replaysOf(TraceId) const override
    {
        return std::vector<ReplayRecord>();
    }
    Result<std::vector<ReplayRecord>> recentReplays(std::uint32_t) const override
    {
        return std::vector<ReplayRecord>();
    }
    Result<std::vector<AlertRecord>> alertHistory(std::uint32_t) const override
    {
        return std::vector<AlertRecord>();
    }
    Result<std::vector<MetricRow>> metrics(TimeWindow, Duration) const override
    {
        return std::vector<MetricRow>();
    }
    Result<std::vector<ExemplarRow>> exemplars(const ExemplarRequest &, std::stop_token) const override
    {
        return std::vector<ExemplarRow>();
    }
    Result<std::vector<ExemplarRow>> exemplarsOf(TraceId, std::uint32_t) const override
    {
        return std::vector<ExemplarRow>();
    }
    Result<std::vector<bool>> knownPoints(std::span<const RecordedPoint> points) const override
    {
        return std::vector<bool>(points.size());
    }
    Result<Sightings> sightings(std::uint64_t, std::uint32_t) const override { return Sightings(); }
    Result<std::uint64_t> generation() const override { return std::uint64_t{0}; }

private:
    static Error missing(TraceId id)
    {
        return {Error::Code::NotFound, "trace " + id.toHex() + " is not in the history"};
    }
    static bool isAfter(const TraceSummary &row, const PageCursor &cursor)
    {
        return row.time.begin != cursor.begin ? row.time.begin < cursor.begin : row.id < cursor.id;
    }
    static bool matches(const TraceSummary &row, const TraceFilter &filter)
    {
        return (filter.text.empty() || row.question.find(filter.text) != std::string::npos) &&
               (filter.service.empty() || row.service == filter.service) &&
               (!filter.failed || *filter.failed == (row.failed || row.errorCount > 0)) &&
               (!filter.minDuration || row.time.length() >= *filter.minDuration) &&
               (!filter.maxDuration || row.time.length() <= *filter.maxDuration) &&
               (!filter.window || filter.window->contains(row.time.begin)) &&
               (!filter.minHallucination || row.hallucination.value_or(-1) >= *filter.minHallucination);
    }
    std::vector<const TraceSummary *> sorted(const TraceFilter &filter) const
    {
        std::vector<const TraceSummary *> rows;
        for (const auto &[id, row] : m_rows) {
            if (matches(row, filter))
                rows.push_back(&row);
        }
        std::ranges::sort(rows, [](const TraceSummary *a, const TraceSummary *b) {
            return a->time.begin != b->time.begin ? a->time.begin > b->time.begin : a->id > b->id;
        });
        return rows;
    }

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_released;
    std::map<TraceId, TraceSummary> m_rows;
    std::map<TraceId, std::shared_ptr<const Trace>> m_traces;
    std::optional<Error> m_error;
    bool m_held = false;
    mutable std::atomic<int> m_listCalls{0};
    mutable std::atomic<int> m_loadCalls{0};
};

} // namespace spanwise::test
