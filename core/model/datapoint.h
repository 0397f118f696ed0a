// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/model/value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spanwise {

enum class MetricType : std::uint8_t { Gauge, Sum, Histogram, ExponentialHistogram, Summary };
/// Numbers as in opentelemetry.proto.metrics.v1.
enum class Temporality : std::uint8_t { Unspecified, Delta, Cumulative };

/// What a stream of data points measures. Text and lists are views into the arena of the batch that holds it.
struct Metric
{
    std::string_view name;
    std::string_view description;
    std::string_view unit; ///< UCUM
    MetricType type = MetricType::Gauge;
    Temporality temporality = Temporality::Unspecified; ///< of Sum and both histograms
    bool monotonic = false;                             ///< of Sum
    std::span<const Attribute> metadata;
    std::uint32_t resource = 0; ///< index into TelemetryBatch::resources
    std::uint32_t scope = 0;    ///< index into TelemetryBatch::scopes
};

/// A measurement kept as an example of those that a point sums up.
struct Exemplar
{
    Timestamp time;
    Value value; ///< Int, Double or Empty
    TraceId traceId;
    SpanId spanId;
    std::span<const Attribute> filteredAttributes;
};

/// Counts of an exponential histogram for one sign: counts[i] are the values in (base^(offset+i),
/// base^(offset+i+1)].
struct ExponentialBuckets
{
    std::int32_t offset = 0;
    std::span<const std::uint64_t> counts;
};

struct QuantileValue
{
    double quantile = 0; ///< 0 .. 1
    double value = 0;
};

/// The distribution that a point of a histogram or summary carries.
struct Distribution
{
    std::uint64_t count = 0;
    std::optional<double> sum;
    std::optional<double> min;
    std::optional<double> max;
    std::span<const double> bounds;        ///< Histogram: upper bounds, strictly increasing
    std::span<const std::uint64_t> counts; ///< Histogram: one more than bounds, or none; not cumulative
    std::int32_t scale = 0;                ///< ExponentialHistogram: base = 2^(2^-scale)
    std::uint64_t zeroCount = 0;
    double zeroThreshold = 0;
    ExponentialBuckets positive;
    ExponentialBuckets negative;
    std::span<const QuantileValue> quantiles; ///< Summary
};

/// One value of a metric for one set of attributes. Lists are views into the arena of the batch that holds
/// it.
///
/// Source: opentelemetry.proto.metrics.v1 (protocols.md 1.5).
struct DataPoint
{
    static constexpr std::uint32_t noRecordedValue = 1; ///< bit of flags: a gap, the value says nothing

    std::uint32_t metric = 0; ///< index into TelemetryBatch::metrics
    std::uint32_t flags = 0;
    std::optional<Timestamp> start; ///< of the interval that a delta or cumulative value covers
    Timestamp time;
    std::span<const Attribute> attributes;
    Value value;                                ///< Gauge, Sum: Int or Double; Empty otherwise
    const Distribution *distribution = nullptr; ///< histograms and summaries; in the arena
    std::span<const Exemplar> exemplars;
};

} // namespace spanwise
