// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace spanwise::test {

/// A store in memory that holds just what a test puts in. Any thread.
class FakeReader : public StoreReader
{
public:
    void put(std::shared_ptr<const Trace> trace)
    {
        const std::lock_guard lock(m_mutex);
        const TraceId id = trace->id();
        m_traces[id] = std::move(trace);
    }
    void put(SavedQuery query)
    {
        const std::lock_guard lock(m_mutex);
        const TraceId id = query.traceId;
        m_queries[id] = std::move(query);
    }
    void put(const ReplayRecord &replay)
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_replays, [&](const ReplayRecord &r) { return r.replay == replay.replay; });
        m_replays.insert(m_replays.begin(), replay);
    }
    void put(AlertRecord alert)
    {
        const std::lock_guard lock(m_mutex);
        m_alerts.insert(m_alerts.begin(), std::move(alert));
    }
    /// Adds spans to a trace as an intake would.
    Status add(TelemetryBatch &batch)
    {
        const TraceId id = batch.spans.front().traceId;
        const std::lock_guard lock(m_mutex);
        TelemetryBatch whole;
        std::vector<SpanFacts> facts;
        if (const auto old = m_traces.find(id); old != m_traces.end()) {
            whole.resources = old->second->batch().resources;
            whole.scopes = old->second->batch().scopes;
            whole.spans = old->second->batch().spans;
            for (std::size_t i = 0; i < old->second->size(); ++i)
                facts.push_back(old->second->facts(static_cast<SpanRow>(i)));
            whole.arena.keepAlive(old->second);
        }
        const auto resources = static_cast<std::uint32_t>(whole.resources.size());
        const auto scopes = static_cast<std::uint32_t>(whole.scopes.size());
        whole.resources.insert(whole.resources.end(), batch.resources.begin(), batch.resources.end());
        whole.scopes.insert(whole.scopes.end(), batch.scopes.begin(), batch.scopes.end());
        for (Span span : batch.spans) {
            span.resource += resources;
            span.scope += scopes;
            whole.spans.push_back(span);
            facts.emplace_back();
        }
        whole.arena.absorb(std::move(batch.arena));
        m_traces[id] = std::make_shared<const Trace>(std::move(whole), std::move(facts));
        return Done{};
    }

    Result<TracePage> list(const TraceRequest &, std::stop_token) const override
    {
        return TracePage{{}, true};
    }
    Result<std::uint64_t> count(const TraceFilter &, std::uint64_t, std::stop_token) const override
    {
        const std::lock_guard lock(m_mutex);
        return std::uint64_t{m_traces.size()};
    }
    Result<TraceSummary> summary(TraceId id) const override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_traces.find(id);
        if (found == m_traces.end())
            return notFound();
        TraceSummary summary;
        summary.id = id;
        summary.spanCount = static_cast<std::uint32_t>(found->second->size());
        return summary;
    }
    Result<std::shared_ptr<const Trace>> load(TraceId id, std::stop_token) const override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_traces.find(id);
        if (found == m_traces.end())
            return notFound();
        return found->second;
    }
    Result<std::vector<TraceId>> findByPrefix(const std::string &, std::uint32_t) const override
    {
        return std::vector<TraceId>{};
    }
    Result<std::vector<std::string>> services() const override { return std::vector<std::string>{}; }
    Result<LogPage> logs(const LogRequest &, std::stop_token) const override
    {
        return LogPage{std::make_shared<const TelemetryBatch>(), {}};
    }
    Result<std::shared_ptr<const TelemetryBatch>> logsOf(TraceId id, std::uint32_t,
                                                         std::stop_token) const override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_logs.find(id);
        return found == m_logs.end() ? std::make_shared<const TelemetryBatch>() : found->second;
    }
    void putLogs(TraceId id, std::shared_ptr<const TelemetryBatch> logs)
    {
        const std::lock_guard lock(m_mutex);
        m_logs[id] = std::move(logs);
    }
    Result<StoreStatistics> statistics() const override { return StoreStatistics{}; }
    Result<SavedQuery> savedQuery(TraceId id) const override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_queries.find(id);
        if (found == m_queries.end())
            return notFound();
        return found->second;
    }
    Result<std::vector<ReplayRecord>> replaysOf(TraceId original) const override
    {
        const std::lock_guard lock(m_mutex);
        std::vector<ReplayRecord> records;
        std::ranges::copy_if(m_replays, std::back_inserter(records),
                             [&](const ReplayRecord &r) { return r.original == original; });
        return records;
    }
    Result<std::vector<ReplayRecord>> recentReplays(std::uint32_t limit) const override
    {
        const std::lock_guard lock(m_mutex);
        std::vector<ReplayRecord> records = m_replays;
        records.resize(std::min<std::size_t>(records.size(), limit));
        return records;
    }
    Result<std::vector<AlertRecord>> alertHistory(std::uint32_t) const override
    {
        const std::lock_guard lock(m_mutex);
        return m_alerts;
    }
    Result<std::vector<MetricRow>> metrics(TimeWindow, Duration) const override
    {
        return std::vector<MetricRow>{};
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
    static Error notFound() { return {Error::Code::NotFound, "There is no such trace in the history."}; }

    mutable std::mutex m_mutex;
    std::map<TraceId, std::shared_ptr<const TelemetryBatch>> m_logs; // guarded by m_mutex
    std::map<TraceId, std::shared_ptr<const Trace>> m_traces;        // all guarded by m_mutex
    std::map<TraceId, SavedQuery> m_queries;
    std::vector<ReplayRecord> m_replays;
    std::vector<AlertRecord> m_alerts;
};

} // namespace spanwise::test
