// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/spanmetrics.h"

#include "core/metrics/catalog.h"
#include "core/metrics/limitednames.h"
#include "core/metrics/tracememory.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <unordered_map>
#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t maxServices = 500;
constexpr std::size_t maxPipelines = 500;
constexpr double madeUp = 0.5; // hallucination scores above this count as hallucinated
constexpr std::string_view ownScopes = "spanwise.";

struct QueryKey
{
    StringRef service{};
    StringRef pipeline{};
    friend bool operator==(const QueryKey &, const QueryKey &) = default;
};

struct StepKey
{
    QueryKey query;
    StringRef name{};
    StepKind kind = StepKind::Other;
    friend bool operator==(const StepKey &, const StepKey &) = default;
};

struct KeyHash
{
    std::size_t operator()(const QueryKey &key) const noexcept
    {
        return mixed((static_cast<std::uint64_t>(key.service) << 32) ^
                     static_cast<std::uint64_t>(key.pipeline));
    }
    std::size_t operator()(const StepKey &key) const noexcept
    {
        return mixed((*this)(key.query) ^ (static_cast<std::uint64_t>(key.name) << 8) ^
                     static_cast<std::uint64_t>(key.kind));
    }
    static std::size_t mixed(std::uint64_t bits) noexcept
    {
        return static_cast<std::size_t>((bits ^ (bits >> 29)) * 0x9e3779b97f4a7c15U);
    }
};

struct QuerySeries
{
    SeriesRef queries;
    SeriesRef errors;
    SeriesRef latency;
    SeriesRef score;
    SeriesRef hallucinated;
    SeriesRef verified;
    SeriesRef cacheHits;
    SeriesRef cacheLookups;
};

struct StepSeries
{
    SeriesRef latency;
    SeriesRef errors;
};

struct ServiceSeries
{
    SeriesRef spans;
    SeriesRef inputTokens;
    SeriesRef outputTokens;
    SeriesRef cost;
};

/// Something measured on a step that belongs to the query of its trace.
template<class T>
struct Waiting
{
    T value;
    Timestamp time;
};

struct TraceState
{
    std::optional<QueryKey> query; // counted; its tags
    QueryKey stepTags;             // of the step that measured what waits
    std::optional<Waiting<double>> score;
    std::optional<Waiting<bool>> cacheHit;
    bool scoreCounted = false;
    bool cacheCounted = false;
    bool stepsHaveTokens = false;
};

using Tags = MetricTags;

SeriesRef openKnown(SeriesStore::Writer &writer, std::string_view name, Tags tags)
{
    const MetricInfo *const info = findMetric(name);
    assert(info);
    std::erase_if(tags, [](const auto &tag) { return tag.second.empty(); });
    return writer.open(name, info->kind, std::move(tags));
}

Timestamp endOf(const Span &span)
{
    return std::max(span.time.begin, span.time.end);
}

} // namespace

/// The state between batches, and the writer while one is recorded.
class SpanMetrics::Recorder
{
public:
    Recorder(SpanMetrics &metrics, SeriesStore &store)
        : m_metrics(metrics)
        , m_store(store)
        , m_traces([this](TraceState &state) { settle(state); })
    {
    }

    void record(const CommittedBatch &committed)
    {
        SeriesStore::Writer writer(m_store);
        m_writer = &writer;
        m_traces.settleUntil(writer.now());
        resolve(committed.batch);
        // Queries before their steps, so that within a batch the query span's own score wins; plain roots
        // last, when it is known whether their trace has a question. Tokens of queries come after those of
        // their steps.
        forEach(
            committed, [](const Span &, const SpanFacts &facts) { return facts.isQuery; },
            [this](const Span &span, const SpanFacts &facts) { query(span, facts); });
        forEach(
            committed, [](const Span &span, const SpanFacts &facts) { return !facts.isQuery && span.parent; },
            [this](const Span &span, const SpanFacts &facts) { step(span, facts); });
        forEach(
            committed,
            [](const Span &span, const SpanFacts &facts) { return !facts.isQuery && !span.parent; },
            [this](const Span &span, const SpanFacts &facts) { root(span, facts); });
        forEach(
            committed, [](const Span &, const SpanFacts &facts) { return facts.isQuery; },
            [this](const Span &span, const SpanFacts &facts) { tokensOfQuery(span, facts); });
        m_writer = nullptr;
        m_metrics.m_otherTags.store(m_steps.others() + m_services.others() + m_pipelines.others(),
                                    std::memory_order_relaxed);
    }

    void flush()
    {
        SeriesStore::Writer writer(m_store);
        m_writer = &writer;
        m_traces.settleAll();
        m_writer = nullptr;
    }

private:
    void resolve(const TelemetryBatch &batch)
    {
        m_serviceOf.clear();
        for (const Resource &resource : batch.resources)
            m_serviceOf.push_back(m_services.intern(resource.serviceName()));
        m_isOwn.clear();
        for (const Scope &scope : batch.scopes)
            m_isOwn.push_back(scope.name.starts_with(ownScopes));
    }

    template<class Wanted, class Record>
    void forEach(const CommittedBatch &committed, Wanted &&wanted, Record &&record)
    {
        const std::vector<Span> &spans = committed.batch.spans;
        for (std::size_t i = 0; i < spans.size(); ++i) {
            const Span &span = spans[i];
            const bool known = i < committed.duplicate.size() && committed.duplicate[i];
            const bool own = span.scope < m_isOwn.size() && m_isOwn[span.scope];
            if (!known && !own && wanted(span, committed.facts[i]))
                record(span, committed.facts[i]);
        }
    }

    StringRef serviceOf(const Span &span) const
    {
        return span.resource < m_serviceOf.size() ? m_serviceOf[span.resource] : StringRef::Empty;
    }

    QueryKey keyOf(const Span &span, const SpanFacts &facts)
    {
        return {serviceOf(span), m_pipelines.intern(facts.pipeline)};
    }

    void add(SeriesRef series, Timestamp time, double value) { m_writer->add(series, time, value); }

    void latency(SeriesRef series, const Span &span)
    {
        if (span.time.end < span.time.begin) {
            m_metrics.m_negativeDurations.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        add(series, span.time.end, std::chrono::duration<double, std::milli>(span.time.length()).count());
    }

    void query(const Span &span, const SpanFacts &facts)
    {
        const QueryKey key = keyOf(span, facts);
        const QuerySeries &series = querySeries(key);
        const Timestamp time = endOf(span);
        add(series.queries, time, 1);
        add(series.errors, time, facts.failed ? 1 : 0);
        latency(series.latency, span);
        TraceState &trace = m_traces.of(span.traceId, m_writer->now());
        trace.query = key;
        if (facts.hallucination)
            trace.score = {*facts.hallucination, time};
        if (facts.cacheHit)
            trace.cacheHit = {*facts.cacheHit, time};
        settle(trace);
        common(span);
    }

    /// Frameworks that repeat the sum of the steps at the root would count it twice.
    void tokensOfQuery(const Span &span, const SpanFacts &facts)
    {
        if (hasTokens(facts) && !m_traces.of(span.traceId, m_writer->now()).stepsHaveTokens)
            tokens(span, facts);
    }

    static bool hasTokens(const SpanFacts &facts)
    {
        return facts.inputTokens > 0 || facts.outputTokens > 0 || facts.costUsd > 0;
    }

    void step(const Span &span, const SpanFacts &facts)
    {
        const StepKey key{keyOf(span, facts), m_steps.intern(span.name), facts.step};
        const StepSeries &series = stepSeries(key);
        latency(series.latency, span);
        add(series.errors, endOf(span), facts.failed ? 1 : 0);
        common(span);
        tokens(span, facts);
        if (!facts.hallucination && !facts.cacheHit && !hasTokens(facts))
            return;
        TraceState &trace = m_traces.of(span.traceId, m_writer->now());
        trace.stepsHaveTokens = trace.stepsHaveTokens || hasTokens(facts);
        wait(trace, key.query, facts, endOf(span));
    }

    void wait(TraceState &trace, const QueryKey &key, const SpanFacts &facts, Timestamp time)
    {
        if (facts.hallucination && !trace.score) {
            trace.score = {*facts.hallucination, time};
            trace.stepTags = key;
        }
        if (facts.cacheHit && !trace.cacheHit) {
            trace.cacheHit = {*facts.cacheHit, time};
            trace.stepTags = key;
        }
        if (trace.query)
            settle(trace);
    }

    /// A span without parent and without question: the query of a trace that has no question.
    void root(const Span &span, const SpanFacts &facts)
    {
        if (m_traces.of(span.traceId, m_writer->now()).query) {
            step(span, facts);
            return;
        }
        query(span, facts);
        tokensOfQuery(span, facts);
    }

    void settle(TraceState &trace)
    {
        const bool scoreWaits = trace.score && !trace.scoreCounted;
        const bool lookupWaits = trace.cacheHit && !trace.cacheCounted;
        if (!scoreWaits && !lookupWaits)
            return;
        const QuerySeries &series = querySeries(trace.query.value_or(trace.stepTags));
        if (scoreWaits) {
            const auto [score, time] = *trace.score;
            add(series.score, time, score);
            add(series.verified, time, 1);
            add(series.hallucinated, time, score > madeUp ? 1 : 0);
            trace.scoreCounted = true;
        }
        if (lookupWaits) {
            const auto [hit, time] = *trace.cacheHit;
            add(series.cacheLookups, time, 1);
            add(series.cacheHits, time, hit ? 1 : 0);
            trace.cacheCounted = true;
        }
    }

    void common(const Span &span) { add(serviceSeries(serviceOf(span)).spans, endOf(span), 1); }

    void tokens(const Span &span, const SpanFacts &facts)
    {
        const ServiceSeries &series = serviceSeries(serviceOf(span));
        if (facts.inputTokens > 0)
            add(series.inputTokens, endOf(span), static_cast<double>(facts.inputTokens));
        if (facts.outputTokens > 0)
            add(series.outputTokens, endOf(span), static_cast<double>(facts.outputTokens));
        if (facts.costUsd > 0)
            add(series.cost, endOf(span), facts.costUsd);
    }

    Tags tagsOf(const QueryKey &key) const
    {
        return {{"pipeline", std::string(m_pipelines.view(key.pipeline))},
                {"service", std::string(m_services.view(key.service))}};
    }

    const QuerySeries &querySeries(const QueryKey &key)
    {
        const auto known = m_querySeries.find(key);
        if (known != m_querySeries.end())
            return known->second;
        const auto open = [&](std::string_view name) { return openKnown(*m_writer, name, tagsOf(key)); };
        return m_querySeries
            .emplace(key, QuerySeries{.queries = open("queries_total"),
                                      .errors = open("errors_total"),
                                      .latency = open("query_latency_ms"),
                                      .score = open("hallucination_score"),
                                      .hallucinated = open("hallucinated_total"),
                                      .verified = open("verified_total"),
                                      .cacheHits = open("cache_hits_total"),
                                      .cacheLookups = open("cache_lookups_total")})
            .first->second;
    }

    const StepSeries &stepSeries(const StepKey &key)
    {
        const auto known = m_stepSeries.find(key);
        if (known != m_stepSeries.end())
            return known->second;
        const Tags tags{{"kind", std::string(nameOf(key.kind))},
                        {"pipeline", std::string(m_pipelines.view(key.query.pipeline))},
                        {"service", std::string(m_services.view(key.query.service))},
                        {"step", std::string(m_steps.view(key.name))}};
        return m_stepSeries
            .emplace(key, StepSeries{.latency = openKnown(*m_writer, "step_latency_ms", tags),
                                     .errors = openKnown(*m_writer, "step_errors_total", tags)})
            .first->second;
    }

    const ServiceSeries &serviceSeries(StringRef service)
    {
        const auto known = m_serviceSeries.find(service);
        if (known != m_serviceSeries.end())
            return known->second;
        const std::string name(m_services.view(service));
        const auto tokenSeries = [&](const char *direction) {
            return openKnown(*m_writer, "tokens_total", {{"direction", direction}, {"service", name}});
        };
        return m_serviceSeries
            .emplace(service,
                     ServiceSeries{.spans = openKnown(*m_writer, "spans_total", {{"service", name}}),
                                   .inputTokens = tokenSeries("input"),
                                   .outputTokens = tokenSeries("output"),
                                   .cost = openKnown(*m_writer, "cost_usd_total", {{"service", name}})})
            .first->second;
    }

    SpanMetrics &m_metrics;
    SeriesStore &m_store;
    SeriesStore::Writer *m_writer = nullptr; // while a batch is recorded
    TraceMemory<TraceState> m_traces;
    LimitedNames m_services{maxServices};
    LimitedNames m_pipelines{maxPipelines};
    LimitedNames m_steps{maxStepNames};
    std::unordered_map<QueryKey, QuerySeries, KeyHash> m_querySeries;
    std::unordered_map<StepKey, StepSeries, KeyHash> m_stepSeries;
    std::unordered_map<StringRef, ServiceSeries> m_serviceSeries;
    std::vector<StringRef> m_serviceOf; // by resource of the batch
    std::vector<bool> m_isOwn;          // by scope of the batch
};

SpanMetrics::SpanMetrics(SeriesStore &store)
    : m_recorder(std::make_unique<Recorder>(*this, store))
{
}

SpanMetrics::~SpanMetrics() = default;

void SpanMetrics::committed(const CommittedBatch &batch)
{
    m_recorder->record(batch);
}

void SpanMetrics::flush()
{
    m_recorder->flush();
}

} // namespace spanwise
