// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/outline.h"

#include <cmath>
#include <limits>
#include <new>

namespace spanwise::test {

/// A batch with an owner of its own for what is added.
inline TelemetryBatch ownedBatch()
{
    TelemetryBatch batch;
    Arena &arena = batch.arena;
    const Attribute name[] = {{"service.name", Value::ofString("rag")}, {"pid", Value::ofInt(7)}};
    batch.resources.push_back({.attributes = arena.copy(std::span<const Attribute>(name)),
                               .schemaUrl = "r",
                               .droppedAttributes = 1});
    batch.scopes.push_back(
        {.name = "lib", .version = "1", .attributes = {}, .schemaUrl = "s", .droppedAttributes = 2});
    return batch;
}

/// Log records in which every field is set to something that a codec could get wrong.
inline TelemetryBatch sampleLogs()
{
    TelemetryBatch batch = ownedBatch();
    Arena &arena = batch.arena;
    const Value items[] = {Value::ofInt(-1), Value(), Value::ofString("two")};
    const Attribute map[] = {{"list", Value::ofArray(arena.copy(std::span<const Value>(items)))},
                             {"nan", Value::ofDouble(std::numeric_limits<double>::quiet_NaN())},
                             {"bytes", Value::ofBytes(std::string_view("\0\xff", 2))}};
    LogRecord full;
    full.time = Timestamp(Duration(1'700'000'000'123'456'789));
    full.observed = Timestamp(Duration(std::numeric_limits<std::int64_t>::max()));
    full.severity = 24;
    full.severityText = "FATAL4";
    full.eventName = "gen_ai.choice";
    full.body = Value::ofMap(arena.copy(std::span<const Attribute>(map)));
    full.attributes = arena.copy(std::span<const Attribute>(map));
    full.traceId = traceId(3);
    full.spanId = spanId(4);
    full.flags = 0xffffffff;
    full.droppedAttributes = 9;
    batch.logs.push_back(full);
    LogRecord plain;
    plain.observed = Timestamp(Duration(5));
    plain.body = Value::ofString("a \"line\"\n");
    batch.logs.push_back(plain);
    batch.logs.emplace_back(); // says nothing, and is there all the same
    return batch;
}

/// One metric of each type with points that a codec could get wrong.
inline TelemetryBatch sampleMetrics()
{
    TelemetryBatch batch = ownedBatch();
    Arena &arena = batch.arena;
    const Timestamp begin(Duration(1'700'000'000'000'000'001));
    const Attribute attributes[] = {{"route", Value::ofString("/ask")}, {"code", Value::ofInt(200)}};
    const auto shared = arena.copy(std::span<const Attribute>(attributes));
    const auto metric = [&](std::string_view name, MetricType type,
                            Temporality temporality = Temporality::Unspecified) {
        Metric added;
        added.name = name;
        added.description = "what it is";
        added.unit = "ms";
        added.type = type;
        added.temporality = temporality;
        batch.metrics.push_back(added);
    };
    const auto point = [&](Value value) -> DataPoint & {
        DataPoint added;
        added.metric = static_cast<std::uint32_t>(batch.metrics.size() - 1);
        added.start = begin;
        added.time = begin + std::chrono::seconds(10);
        added.attributes = shared;
        added.value = value;
        return batch.points.emplace_back(added);
    };
    metric("gauge", MetricType::Gauge);
    batch.metrics.back().metadata = shared;
    const Exemplar exemplars[] = {{.time = begin,
                                   .value = Value::ofInt(-3),
                                   .traceId = traceId(1),
                                   .spanId = spanId(2),
                                   .filteredAttributes = shared},
                                  {.time = begin,
                                   .value = Value::ofDouble(0.5),
                                   .traceId = {},
                                   .spanId = {},
                                   .filteredAttributes = {}}};
    point(Value::ofDouble(std::numeric_limits<double>::infinity())).exemplars =
        arena.copy(std::span<const Exemplar>(exemplars));
    point(Value::ofInt(std::numeric_limits<std::int64_t>::min())).start.reset();
    point(Value()).flags = DataPoint::noRecordedValue;
    metric("sum", MetricType::Sum, Temporality::Cumulative);
    batch.metrics.back().monotonic = true;
    point(Value::ofInt(9007199254740993));

    const double bounds[] = {-1, 0.5, 1e9};
    const std::uint64_t counts[] = {1, 0, std::numeric_limits<std::uint64_t>::max(), 3};
    const auto distribution = [&]() -> Distribution & {
        return *new (arena.allocate<Distribution>(1)) Distribution;
    };
    metric("histogram", MetricType::Histogram, Temporality::Delta);
    Distribution &buckets = distribution();
    buckets.count = 4;
    buckets.sum = -0.0;
    buckets.min = -7;
    buckets.bounds = arena.copy(std::span<const double>(bounds));
    buckets.counts = arena.copy(std::span<const std::uint64_t>(counts));
    point({}).distribution = &buckets;
    point({}).distribution = &distribution(); // without buckets and sum

    metric("exponential", MetricType::ExponentialHistogram, Temporality::Cumulative);
    Distribution &powers = distribution();
    powers.count = 6;
    powers.max = 12;
    powers.scale = -3;
    powers.zeroCount = 2;
    powers.zeroThreshold = 1e-9;
    powers.positive = {-5, buckets.counts.first(2)};
    powers.negative = {std::numeric_limits<std::int32_t>::max(), buckets.counts};
    point({}).distribution = &powers;

    metric("summary", MetricType::Summary);
    Distribution &quantiles = distribution();
    const QuantileValue values[] = {{0.5, 12}, {0.99, std::numeric_limits<double>::quiet_NaN()}};
    quantiles.count = 2;
    quantiles.sum = 3;
    quantiles.quantiles = arena.copy(std::span<const QuantileValue>(values));
    point({}).distribution = &quantiles;
    return batch;
}

} // namespace spanwise::test
