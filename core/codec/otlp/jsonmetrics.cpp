// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/jsonmetrics.h"

#include <new>

namespace spanwise {
namespace {

using error_code = JsonMetrics::error_code;

constexpr bool is(std::string_view key, std::string_view camel, std::string_view snake)
{
    return key == camel || key == snake;
}

struct Kind
{
    std::string_view camel;
    std::string_view snake;
    MetricType type;
    bool oldIntegers;
};

/// Today's names and those of protos before 0.9.
constexpr Kind kinds[] = {
    {"gauge", "gauge", MetricType::Gauge, false},
    {"sum", "sum", MetricType::Sum, false},
    {"histogram", "histogram", MetricType::Histogram, false},
    {"exponentialHistogram", "exponential_histogram", MetricType::ExponentialHistogram, false},
    {"summary", "summary", MetricType::Summary, false},
    {"intGauge", "int_gauge", MetricType::Gauge, true},
    {"doubleGauge", "double_gauge", MetricType::Gauge, false},
    {"intSum", "int_sum", MetricType::Sum, true},
    {"doubleSum", "double_sum", MetricType::Sum, false},
    {"intHistogram", "int_histogram", MetricType::Histogram, true},
    {"doubleHistogram", "double_histogram", MetricType::Histogram, false},
    {"doubleSummary", "double_summary", MetricType::Summary, false},
};

constexpr std::string_view temporalities[] = {"AGGREGATION_TEMPORALITY_UNSPECIFIED",
                                              "AGGREGATION_TEMPORALITY_DELTA",
                                              "AGGREGATION_TEMPORALITY_CUMULATIVE"};

} // namespace

error_code JsonMetrics::read(Json item)
{
    BatchSink &sink = m_reader.sink;
    const std::uint32_t metric = sink.addMetric();
    const std::size_t firstPoint = sink.batch().points.size();
    const auto error = m_reader.eachField(item, "metric", [&](std::string_view key, Json value) {
        const auto problem = field(key, value, metric, firstPoint);
        sink.finishPart("metric"); // the points have faults of their own
        return problem;
    });
    sink.finishMetric(firstPoint);
    return error;
}

error_code JsonMetrics::field(std::string_view key, Json item, std::uint32_t metric, std::size_t firstPoint)
{
    BatchSink &sink = m_reader.sink;
    Metric &target = sink.batch().metrics[metric];
    if (key == "name")
        return m_reader.text(item, "metric name", target.name);
    if (key == "description")
        return m_reader.text(item, "description", target.description);
    if (key == "unit")
        return m_reader.text(item, "unit", target.unit);
    if (key == "metadata") {
        const auto mark = sink.attributes.mark();
        const auto error = m_reader.attributes(item);
        target.metadata = sink.attributes.take(mark, sink.arena());
        return error;
    }
    for (const Kind &kind : kinds) {
        if (!is(key, kind.camel, kind.snake))
            continue;
        sink.batch().points.resize(firstPoint); // of a oneof the last one counts
        target.type = kind.type;
        return data(item, {metric, kind.type, kind.oldIntegers});
    }
    return simdjson::SUCCESS;
}

error_code JsonMetrics::data(Json item, const Context &context)
{
    return m_reader.eachField(item, "metric data", [&](std::string_view key, Json value) {
        Metric &metric = m_reader.sink.batch().metrics[context.metric];
        const bool accumulates = context.type != MetricType::Gauge && context.type != MetricType::Summary;
        if (is(key, "dataPoints", "data_points"))
            return m_reader.eachItem(value, "dataPoints",
                                     [&](Json element) { return point(element, context); });
        if (is(key, "aggregationTemporality", "aggregation_temporality") && accumulates) {
            std::uint8_t number = 0;
            const auto error = m_reader.enumeration(value, "aggregationTemporality", temporalities, number);
            metric.temporality = static_cast<Temporality>(number);
            return error;
        }
        if (is(key, "isMonotonic", "is_monotonic") && context.type == MetricType::Sum)
            return m_reader.flag(value, "isMonotonic", metric.monotonic);
        return simdjson::SUCCESS;
    });
}

error_code JsonMetrics::point(Json item, const Context &context)
{
    BatchSink &sink = m_reader.sink;
    DataPoint point = sink.beginPoint();
    const auto attributes = sink.attributes.mark();
    const auto exemplars = sink.exemplars.mark();
    Distribution *distribution = nullptr;
    if (context.type != MetricType::Gauge && context.type != MetricType::Sum)
        distribution = new (sink.arena().allocate<Distribution>(1)) Distribution;
    const auto error = m_reader.eachField(item, "data point", [&](std::string_view key, Json value) {
        bool taken = true;
        const auto problem = pointField(key, value, point, context, taken);
        if (taken)
            return problem;
        return distribution == nullptr ? valueField(key, value, point.value, context)
                                       : distributionField(key, value, *distribution, context);
    });
    point.attributes = sink.attributes.take(attributes, sink.arena());
    point.exemplars = sink.exemplars.take(exemplars, sink.arena());
    point.distribution = distribution;
    if (!error)
        sink.finishPoint(point);
    return error;
}

error_code JsonMetrics::pointField(std::string_view key, Json item, DataPoint &point, const Context &context,
                                   bool &taken)
{
    if (is(key, "timeUnixNano", "time_unix_nano"))
        return m_reader.time(item, "timeUnixNano", point.time);
    if (is(key, "startTimeUnixNano", "start_time_unix_nano"))
        return time(item, "startTimeUnixNano", point.start);
    if (key == "attributes")
        return m_reader.attributes(item);
    if (key == "labels")
        return labels(item);
    if (key == "flags")
        return m_reader.number(item, "flags", point.flags);
    if (key == "exemplars" && context.type != MetricType::Summary) // which has no such field
        return m_reader.eachItem(item, "exemplars", [&](Json element) { return exemplar(element, context); });
    taken = false;
    return simdjson::SUCCESS;
}

error_code JsonMetrics::valueField(std::string_view key, Json item, Value &value, const Context &context)
{
    const bool isOld = key == "value";
    if (is(key, "asInt", "as_int") || (isOld && context.oldIntegers)) {
        std::int64_t integer = 0;
        const auto error = m_reader.number(item, "asInt", integer);
        value = Value::ofInt(integer);
        return error;
    }
    if (is(key, "asDouble", "as_double") || isOld) {
        double real = 0;
        const auto error = m_reader.number(item, "asDouble", real);
        value = Value::ofDouble(real);
        return error;
    }
    return simdjson::SUCCESS;
}

error_code JsonMetrics::distributionField(std::string_view key, Json item, Distribution &to,
                                          const Context &context)
{
    if (key == "count")
        return m_reader.number(item, "count", to.count);
    if (key == "sum")
        return optional(item, "sum", to.sum);
    if (context.type == MetricType::Summary)
        return is(key, "quantileValues", "quantile_values") ? quantiles(item, to.quantiles)
                                                            : simdjson::SUCCESS;
    if (key == "min")
        return optional(item, "min", to.min);
    if (key == "max")
        return optional(item, "max", to.max);
    if (context.type == MetricType::ExponentialHistogram)
        return exponentialField(key, item, to);
    if (is(key, "bucketCounts", "bucket_counts"))
        return bucketCounts(item, to.counts);
    if (is(key, "explicitBounds", "explicit_bounds"))
        return bounds(item, to.bounds);
    return simdjson::SUCCESS;
}

error_code JsonMetrics::exponentialField(std::string_view key, Json item, Distribution &to)
{
    if (key == "scale") {
        std::int64_t scale = 0;
        const auto error = m_reader.number(item, "scale", scale);
        if (scale < std::numeric_limits<std::int32_t>::min() ||
            scale > std::numeric_limits<std::int32_t>::max())
            m_reader.sink.fault("scale is not a number of its range");
        else
            to.scale = static_cast<std::int32_t>(scale);
        return error;
    }
    if (is(key, "zeroCount", "zero_count"))
        return m_reader.number(item, "zeroCount", to.zeroCount);
    if (is(key, "zeroThreshold", "zero_threshold"))
        return m_reader.number(item, "zeroThreshold", to.zeroThreshold);
    if (key == "positive")
        return buckets(item, to.positive);
    if (key == "negative")
        return buckets(item, to.negative);
    return simdjson::SUCCESS;
}

error_code JsonMetrics::optional(Json item, std::string_view what, std::optional<double> &target)
{
    double real = 0;
    const auto error = m_reader.number(item, what, real);
    target = real;
    return error;
}

error_code JsonMetrics::bucketCounts(Json item, std::span<const std::uint64_t> &target)
{
    BatchSink &sink = m_reader.sink;
    const auto mark = sink.counts.mark();
    const auto error = m_reader.eachItem(item, "bucketCounts", [&](Json element) {
        std::uint64_t count = 0;
        const auto problem = m_reader.number(element, "bucket count", count);
        sink.counts.push(count);
        return problem;
    });
    target = sink.counts.take(mark, sink.arena());
    return error;
}

error_code JsonMetrics::bounds(Json item, std::span<const double> &target)
{
    BatchSink &sink = m_reader.sink;
    const auto mark = sink.bounds.mark();
    const auto error = m_reader.eachItem(item, "explicitBounds", [&](Json element) {
        double bound = 0;
        const auto problem = m_reader.number(element, "bound", bound);
        sink.bounds.push(bound);
        return problem;
    });
    target = sink.bounds.take(mark, sink.arena());
    return error;
}

error_code JsonMetrics::buckets(Json item, ExponentialBuckets &target)
{
    return m_reader.eachField(item, "buckets", [&](std::string_view key, Json value) {
        if (is(key, "bucketCounts", "bucket_counts"))
            return bucketCounts(value, target.counts);
        if (key != "offset")
            return simdjson::SUCCESS;
        std::int64_t offset = 0;
        const auto error = m_reader.number(value, "offset", offset);
        if (offset < std::numeric_limits<std::int32_t>::min() ||
            offset > std::numeric_limits<std::int32_t>::max())
            m_reader.sink.fault("offset is not a number of its range");
        else
            target.offset = static_cast<std::int32_t>(offset);
        return error;
    });
}

error_code JsonMetrics::quantiles(Json item, std::span<const QuantileValue> &target)
{
    BatchSink &sink = m_reader.sink;
    const auto mark = sink.quantiles.mark();
    const auto error = m_reader.eachItem(item, "quantileValues", [&](Json element) {
        QuantileValue quantile;
        const auto problem = m_reader.eachField(element, "quantile", [&](std::string_view key, Json value) {
            if (key == "quantile")
                return m_reader.number(value, "quantile", quantile.quantile);
            if (key == "value")
                return m_reader.number(value, "quantile value", quantile.value);
            return simdjson::SUCCESS;
        });
        sink.quantiles.push(quantile);
        return problem;
    });
    target = sink.quantiles.take(mark, sink.arena());
    return error;
}

error_code JsonMetrics::exemplar(Json item, const Context &context)
{
    BatchSink &sink = m_reader.sink;
    Exemplar exemplar;
    const auto attributes = sink.attributes.mark();
    const auto error = m_reader.eachField(item, "exemplar", [&](std::string_view key, Json value) {
        if (is(key, "timeUnixNano", "time_unix_nano"))
            return m_reader.time(value, "exemplar time", exemplar.time);
        if (is(key, "traceId", "trace_id"))
            return id(value, "traceId", exemplar.traceId);
        if (is(key, "spanId", "span_id"))
            return id(value, "spanId", exemplar.spanId);
        if (is(key, "filteredAttributes", "filtered_attributes"))
            return m_reader.attributes(value);
        if (is(key, "filteredLabels", "filtered_labels"))
            return labels(value);
        return valueField(key, value, exemplar.value, context);
    });
    exemplar.filteredAttributes = sink.attributes.take(attributes, sink.arena());
    sink.exemplars.push(exemplar);
    return error;
}

/// One that cannot be used is absent: the exemplar's value still says something.
template<class Id>
error_code JsonMetrics::id(Json item, std::string_view what, Id &target)
{
    std::string_view hex;
    const auto error = m_reader.text(item, what, hex);
    target = idFromText<Id>(hex).value_or(Id{});
    return error;
}

/// [{"key":..., "value": text}], attributes before there were attributes.
error_code JsonMetrics::labels(Json item)
{
    return m_reader.eachItem(item, "labels", [&](Json element) {
        Attribute attribute;
        const auto error = m_reader.eachField(element, "label", [&](std::string_view key, Json value) {
            if (key == "key")
                return m_reader.text(value, "label key", attribute.key);
            if (key != "value")
                return simdjson::SUCCESS;
            std::string_view text;
            const auto problem = m_reader.text(value, "label value", text);
            attribute.value = Value::ofString(text);
            return problem;
        });
        m_reader.sink.attributes.push(attribute);
        return error;
    });
}

error_code JsonMetrics::time(Json item, std::string_view what, std::optional<Timestamp> &target)
{
    Timestamp time;
    const auto error = m_reader.time(item, what, time);
    target = time;
    return error;
}

} // namespace spanwise
