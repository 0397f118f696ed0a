// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/genai/facts.h"

#include <benchmark/benchmark.h>

#include <array>

namespace {

using namespace spanwise;

constexpr std::size_t spanCount = 8192; // what a collector's batch processor sends at once

template<class Id>
Id idFrom(std::uint64_t number)
{
    std::array<std::uint8_t, Id::byteCount> bytes{};
    number = (number + 1) * 0x9E3779B97F4A7C15ULL;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(number >> (8 * (i % 8)));
    return Id(bytes);
}

/// Queries of eight spans with eight attributes each, as an instrumented pipeline sends them.
TelemetryBatch pipelineBatch()
{
    TelemetryBatch batch;
    batch.resources.emplace_back();
    batch.scopes.emplace_back();
    const Attribute attributes[] = {
        {"openinference.span.kind", Value::ofString("CHAIN")},
        {"input.value", Value::ofString("How long does a key stay valid after it was rotated?")},
        {"output.value",
         Value::ofString("A rotated key stays valid for another 24 hours, so that clients can follow.")},
        {"llm.token_count.prompt", Value::ofInt(812)},
        {"llm.cost.total", Value::ofDouble(0.00042)},
        {"cache.hit", Value::ofBool(false)},
        {"http.request.method", Value::ofString("POST")},
        {"server.address", Value::ofString("pipeline.internal.example")},
    };
    for (std::size_t i = 0; i < spanCount; ++i) {
        Span span;
        span.traceId = idFrom<TraceId>(i / 8);
        span.id = idFrom<SpanId>(i);
        span.parent = i % 8 == 0 ? SpanId{} : idFrom<SpanId>(i - i % 8);
        span.name = i % 8 == 0 ? "query" : "retrieval";
        span.kind = SpanKind::Internal;
        span.time = {Timestamp(Duration(1'700'000'000'000'000'000)),
                     Timestamp(Duration(1'700'000'000'900'000'000))};
        span.attributes = batch.arena.copy(std::span<const Attribute>(attributes));
        batch.spans.push_back(span);
    }
    return batch;
}

void countSpans(benchmark::State &state, std::size_t bodyBytes)
{
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(spanCount));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bodyBytes));
}

/// The copy of the body that every round needs is measured on its own, to be taken off.
void copyBody(benchmark::State &state)
{
    const std::string body = encodeOtlpProtobuf(pipelineBatch());
    for (auto _ : state) {
        std::string copy = body;
        benchmark::DoNotOptimize(copy.data());
    }
    countSpans(state, body.size());
}
BENCHMARK(copyBody)->UseRealTime();

void decodeProtobuf(benchmark::State &state)
{
    const std::string body = encodeOtlpProtobuf(pipelineBatch());
    for (auto _ : state)
        benchmark::DoNotOptimize(decodeOtlpProtobuf(body)->batch.spans.data());
    countSpans(state, body.size());
}
BENCHMARK(decodeProtobuf)->UseRealTime();

void decodeJson(benchmark::State &state)
{
    const std::string body = encodeOtlpJson(pipelineBatch());
    for (auto _ : state)
        benchmark::DoNotOptimize(decodeOtlpJson(body)->batch.spans.data());
    countSpans(state, body.size());
}
BENCHMARK(decodeJson)->UseRealTime();

void encodeProtobuf(benchmark::State &state)
{
    const TelemetryBatch batch = pipelineBatch();
    std::size_t bytes = 0;
    for (auto _ : state)
        bytes = encodeOtlpProtobuf(batch).size();
    countSpans(state, bytes);
}
BENCHMARK(encodeProtobuf)->UseRealTime();

void encodeJson(benchmark::State &state)
{
    const TelemetryBatch batch = pipelineBatch();
    std::size_t bytes = 0;
    for (auto _ : state)
        bytes = encodeOtlpJson(batch).size();
    countSpans(state, bytes);
}
BENCHMARK(encodeJson)->UseRealTime();

void readAllFacts(benchmark::State &state)
{
    TelemetryBatch batch = pipelineBatch();
    for (auto _ : state)
        benchmark::DoNotOptimize(readFacts(batch).data());
    countSpans(state, 0);
}
BENCHMARK(readAllFacts)->UseRealTime();

/// Log records as Python's logging sends them: a line, its place in the source, its span.
TelemetryBatch logBatch()
{
    TelemetryBatch batch;
    batch.resources.emplace_back();
    batch.scopes.emplace_back();
    const Attribute attributes[] = {
        {"code.file.path", Value::ofString("/app/pipeline/retrieval.py")},
        {"code.function.name", Value::ofString("search")},
        {"code.line.number", Value::ofInt(117)},
    };
    for (std::size_t i = 0; i < spanCount; ++i) {
        LogRecord record;
        record.time = Timestamp(Duration(1'700'000'000'000'000'000 + static_cast<std::int64_t>(i)));
        record.observed = record.time;
        record.severity = 9;
        record.severityText = "INFO";
        record.body = Value::ofString(
            "12 documents above the threshold of 0.62, best 0.91; the index answered in 14 ms");
        record.attributes = batch.arena.copy(std::span<const Attribute>(attributes));
        record.traceId = idFrom<TraceId>(i / 8);
        record.spanId = idFrom<SpanId>(i);
        batch.logs.push_back(record);
    }
    return batch;
}

/// What an HTTP server and its runtime report: counters and histograms of ten buckets.
TelemetryBatch metricBatch()
{
    TelemetryBatch batch;
    batch.resources.emplace_back();
    batch.scopes.emplace_back();
    const Attribute attributes[] = {
        {"http.route", Value::ofString("/ask")},
        {"http.response.status_code", Value::ofInt(200)},
    };
    const auto shared = batch.arena.copy(std::span<const Attribute>(attributes));
    static constexpr double bounds[] = {5, 10, 25, 50, 100, 250, 500, 1000, 2500};
    static constexpr std::uint64_t counts[] = {1, 4, 9, 25, 100, 80, 20, 3, 1, 0};
    static const Distribution distribution{.count = 243,
                                           .sum = 31'000.0,
                                           .min = 2.0,
                                           .max = 1800.0,
                                           .bounds = bounds,
                                           .counts = counts,
                                           .positive = {},
                                           .negative = {},
                                           .quantiles = {}};
    for (std::size_t i = 0; i < spanCount; ++i) {
        if (i % 64 == 0) {
            Metric metric;
            metric.name = "http.server.request.duration";
            metric.unit = "ms";
            metric.type = i % 128 == 0 ? MetricType::Sum : MetricType::Histogram;
            metric.temporality = Temporality::Cumulative;
            batch.metrics.push_back(metric);
        }
        DataPoint point;
        point.metric = static_cast<std::uint32_t>(batch.metrics.size() - 1);
        point.time = Timestamp(Duration(1'700'000'000'000'000'000));
        point.attributes = shared;
        if (batch.metrics.back().type == MetricType::Sum)
            point.value = Value::ofInt(static_cast<std::int64_t>(i));
        else
            point.distribution = &distribution;
        batch.points.push_back(point);
    }
    return batch;
}

void decodeLogsProtobuf(benchmark::State &state)
{
    const std::string body = encodeOtlpProtobuf(logBatch(), Signal::Logs);
    for (auto _ : state)
        benchmark::DoNotOptimize(decodeOtlpProtobuf(body, Signal::Logs)->batch.logs.data());
    countSpans(state, body.size());
}
BENCHMARK(decodeLogsProtobuf)->UseRealTime();

void decodeLogsJson(benchmark::State &state)
{
    const std::string body = encodeOtlpJson(logBatch());
    for (auto _ : state)
        benchmark::DoNotOptimize(decodeOtlpJson(body)->batch.logs.data());
    countSpans(state, body.size());
}
BENCHMARK(decodeLogsJson)->UseRealTime();

void decodeMetricsProtobuf(benchmark::State &state)
{
    const std::string body = encodeOtlpProtobuf(metricBatch(), Signal::Metrics);
    for (auto _ : state)
        benchmark::DoNotOptimize(decodeOtlpProtobuf(body, Signal::Metrics)->batch.points.data());
    countSpans(state, body.size());
}
BENCHMARK(decodeMetricsProtobuf)->UseRealTime();

void decodeMetricsJson(benchmark::State &state)
{
    const std::string body = encodeOtlpJson(metricBatch());
    for (auto _ : state)
        benchmark::DoNotOptimize(decodeOtlpJson(body)->batch.points.data());
    countSpans(state, body.size());
}
BENCHMARK(decodeMetricsJson)->UseRealTime();

} // namespace

BENCHMARK_MAIN();
