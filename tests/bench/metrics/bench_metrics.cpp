// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expressionengine.h"
#include "core/metrics/spanmetrics.h"
#include "tests/support/outline.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <random>

namespace {

using namespace spanwise;

constexpr Timestamp epoch{std::chrono::seconds(1'699'999'980)};

/// A query of eight spans, as the demo pipeline reports it.
struct QueryBatch
{
    TelemetryBatch batch =
        test::batchFromOutline("query 0 900\n  analysis 0 20\n  routing 20 30\n  retrieval 30 300\n"
                               "    vector 31 200\n    bm25 31 120\n  generation 300 800\n"
                               "  verification 800 890\n");
    std::vector<SpanFacts> facts{batch.spans.size()};
    std::vector<bool> duplicate = std::vector<bool>(batch.spans.size());

    QueryBatch()
    {
        facts[0].isQuery = true;
        facts[0].pipeline = "simple";
        facts[6].inputTokens = 900;
        facts[6].outputTokens = 100;
        facts[7].hallucination = 0.1;
    }

    void moveTo(std::uint32_t trace, Timestamp begin)
    {
        for (Span &span : batch.spans) {
            const Duration length = span.time.length();
            span.traceId = test::traceId(trace);
            span.time = {begin, begin + length};
        }
    }
};

void recordSpan(benchmark::State &state)
{
    Timestamp now = epoch;
    SeriesStore store([&now] { return now; });
    SpanMetrics metrics(store);
    QueryBatch query;
    std::uint32_t trace = 0;
    for (auto _ : state) {
        now += std::chrono::milliseconds(5);
        query.moveTo(++trace, now);
        metrics.committed({query.batch, query.facts, query.duplicate});
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(query.batch.spans.size()));
}
BENCHMARK(recordSpan);

/// One hour of six pipelines with `range(0)` queries a second each.
std::unique_ptr<SeriesStore> oneHour(std::int64_t perSecond)
{
    auto store = std::make_unique<SeriesStore>([] { return epoch + std::chrono::hours(1); });
    SeriesStore::Writer writer(*store);
    std::mt19937_64 random(1);
    std::lognormal_distribution<> latency(6, 0.7);
    for (int pipeline = 0; pipeline < 6; ++pipeline) {
        const MetricTags tags{{"pipeline", std::to_string(pipeline)}, {"service", "rag"}};
        const SeriesRef latencies = writer.open("query_latency_ms", MetricKind::Histogram, tags);
        const SeriesRef queries = writer.open("queries_total", MetricKind::Counter, tags);
        const SeriesRef errors = writer.open("errors_total", MetricKind::Counter, tags);
        for (std::int64_t i = 0; i < 3600 * perSecond; ++i) {
            const Timestamp time = epoch + std::chrono::milliseconds(1000 * i / perSecond);
            writer.add(latencies, time, latency(random));
            writer.add(queries, time, 1);
            writer.add(errors, time, i % 20 == 0 ? 1 : 0);
        }
    }
    return store;
}

/// A 20-minute chart of 240 steps.
void chart(benchmark::State &state, const char *expression)
{
    const auto store = oneHour(state.range(0));
    const ExpressionEngine engine(*store);
    const TimeWindow window{epoch + std::chrono::minutes(40), epoch + std::chrono::minutes(60)};
    for (auto _ : state) {
        auto series = engine.evaluateRange(expression, window, std::chrono::seconds(5));
        benchmark::DoNotOptimize(series);
    }
}
BENCHMARK_CAPTURE(chart, p95ByPipeline, "p95_latency_ms[5m] by (pipeline)")
    ->Arg(1)
    ->Arg(20)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(chart, p95, "p95_latency_ms")->Arg(1)->Arg(20)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(chart, errorRate, "error_rate")->Arg(1)->Arg(20)->Unit(benchmark::kMillisecond);

void alert(benchmark::State &state)
{
    const auto store = oneHour(20);
    const ExpressionEngine engine(*store);
    for (auto _ : state) {
        auto samples = engine.evaluate("p95_latency_ms > 3000", epoch + std::chrono::hours(1));
        benchmark::DoNotOptimize(samples);
    }
}
BENCHMARK(alert)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
