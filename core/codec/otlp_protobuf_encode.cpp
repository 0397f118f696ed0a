// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"

#include "core/codec/otlp/protobufwriter.h"

namespace spanwise {
namespace {

using namespace protobufwriter;

void writeEvent(pbf_writer message, const Event &event)
{
    addTime(message, 1, event.time);
    addText(message, 2, event.name);
    addAttributes(message, 3, event.attributes);
    addCount(message, 4, event.droppedAttributes);
}

void addLink(pbf_writer &span, const Link &link)
{
    const bool blank = !link.traceId && !link.spanId && link.traceState.empty() && link.attributes.empty() &&
                       link.droppedAttributes == 0 && link.flags == 0;
    if (blank) {
        addEmptyMessage(span, 13);
        return;
    }
    pbf_writer message(span, 13);
    addId(message, 1, link.traceId);
    addId(message, 2, link.spanId);
    addText(message, 3, link.traceState);
    addAttributes(message, 4, link.attributes);
    addCount(message, 5, link.droppedAttributes);
    if (link.flags != 0)
        message.add_fixed32(6, link.flags);
}

void writeStatus(pbf_writer &message, const Span &span)
{
    if (span.status == StatusCode::Unset && span.statusMessage.empty())
        return;
    pbf_writer status(message, 15);
    addText(status, 2, span.statusMessage);
    if (span.status != StatusCode::Unset)
        status.add_enum(3, static_cast<std::int32_t>(span.status));
}

void writeSpan(pbf_writer message, const Span &span)
{
    addId(message, 1, span.traceId);
    addId(message, 2, span.id);
    addText(message, 3, span.traceState);
    addId(message, 4, span.parent);
    addText(message, 5, span.name);
    if (span.kind != SpanKind::Unspecified)
        message.add_enum(6, static_cast<std::int32_t>(span.kind));
    addTime(message, 7, span.time.begin);
    addTime(message, 8, span.time.end);
    addAttributes(message, 9, span.attributes);
    addCount(message, 10, span.droppedAttributes);
    for (const Event &event : span.events)
        writeEvent(pbf_writer(message, 11), event);
    addCount(message, 12, span.droppedEvents);
    for (const Link &link : span.links)
        addLink(message, link);
    addCount(message, 14, span.droppedLinks);
    writeStatus(message, span);
    if (span.flags != 0)
        message.add_fixed32(16, span.flags);
}

void writeLog(pbf_writer &scopeLogs, const LogRecord &record)
{
    pbf_writer message(scopeLogs, 2);
    addTime(message, 1,
            record.time.value_or(Timestamp())); // always, so that a record without anything is there
    if (record.severity != 0)
        message.add_enum(2, record.severity);
    addText(message, 3, record.severityText);
    if (!record.body.isEmpty())
        addValue(message, 5, record.body);
    addAttributes(message, 6, record.attributes);
    addCount(message, 7, record.droppedAttributes);
    if (record.flags != 0)
        message.add_fixed32(8, record.flags);
    addId(message, 9, record.traceId);
    addId(message, 10, record.spanId);
    if (record.observed)
        addTime(message, 11, *record.observed);
    addText(message, 12, record.eventName);
}

/// Numbers of the fields that differ from one kind of point to the other.
struct PointFields
{
    pbf_tag_type attributes;
    pbf_tag_type exemplars;
    pbf_tag_type flags;
};

void writeExemplar(pbf_writer message, const Exemplar &exemplar)
{
    addTime(message, 2, exemplar.time);
    if (exemplar.value.type() == Value::Type::Double)
        message.add_double(3, exemplar.value.real());
    else if (exemplar.value.type() == Value::Type::Int)
        message.add_sfixed64(6, exemplar.value.integer());
    addId(message, 4, exemplar.spanId);
    addId(message, 5, exemplar.traceId);
    addAttributes(message, 7, exemplar.filteredAttributes);
}

void writeCommon(pbf_writer &message, const DataPoint &point, PointFields fields)
{
    if (point.start)
        addTime(message, 2, *point.start);
    addTime(message, 3, point.time);
    addAttributes(message, fields.attributes, point.attributes);
    if (fields.exemplars != 0) {
        for (const Exemplar &exemplar : point.exemplars)
            writeExemplar(pbf_writer(message, fields.exemplars), exemplar);
    }
    addCount(message, fields.flags, point.flags);
}

void writeNumber(pbf_writer message, const DataPoint &point)
{
    writeCommon(message, point, {.attributes = 7, .exemplars = 5, .flags = 8});
    if (point.value.type() == Value::Type::Double)
        message.add_double(4, point.value.real());
    else if (point.value.type() == Value::Type::Int)
        message.add_sfixed64(6, point.value.integer());
}

void addOptional(pbf_writer &message, pbf_tag_type field, std::optional<double> value)
{
    if (value)
        message.add_double(field, *value);
}

void writeHistogram(pbf_writer message, const DataPoint &point, const Distribution &from)
{
    writeCommon(message, point, {.attributes = 9, .exemplars = 8, .flags = 10});
    message.add_fixed64(4, from.count);
    addOptional(message, 5, from.sum);
    message.add_packed_fixed64(6, from.counts.begin(), from.counts.end());
    message.add_packed_double(7, from.bounds.begin(), from.bounds.end());
    addOptional(message, 11, from.min);
    addOptional(message, 12, from.max);
}

void writeBuckets(pbf_writer message, const ExponentialBuckets &buckets)
{
    message.add_sint32(1, buckets.offset);
    message.add_packed_uint64(2, buckets.counts.begin(), buckets.counts.end());
}

void writeExponential(pbf_writer message, const DataPoint &point, const Distribution &from)
{
    writeCommon(message, point, {.attributes = 1, .exemplars = 11, .flags = 10});
    message.add_fixed64(4, from.count);
    addOptional(message, 5, from.sum);
    message.add_sint32(6, from.scale);
    message.add_fixed64(7, from.zeroCount);
    writeBuckets(pbf_writer(message, 8), from.positive);
    writeBuckets(pbf_writer(message, 9), from.negative);
    addOptional(message, 12, from.min);
    addOptional(message, 13, from.max);
    if (from.zeroThreshold != 0)
        message.add_double(14, from.zeroThreshold);
}

void writeSummary(pbf_writer message, const DataPoint &point, const Distribution &from)
{
    writeCommon(message, point, {.attributes = 7, .exemplars = 0, .flags = 8});
    message.add_fixed64(4, from.count);
    addOptional(message, 5, from.sum);
    for (const QuantileValue &quantile : from.quantiles) {
        pbf_writer entry(message, 6);
        entry.add_double(1, quantile.quantile);
        entry.add_double(2, quantile.value);
    }
}

void writePoint(pbf_writer &data, const DataPoint &point, MetricType type)
{
    const Distribution none;
    const Distribution &distribution = point.distribution == nullptr ? none : *point.distribution;
    switch (type) {
    case MetricType::Gauge:
    case MetricType::Sum:
        return writeNumber(pbf_writer(data, 1), point);
    case MetricType::Histogram:
        return writeHistogram(pbf_writer(data, 1), point, distribution);
    case MetricType::ExponentialHistogram:
        return writeExponential(pbf_writer(data, 1), point, distribution);
    case MetricType::Summary:
        return writeSummary(pbf_writer(data, 1), point, distribution);
    }
}

pbf_tag_type fieldOf(MetricType type)
{
    constexpr pbf_tag_type fields[] = {5, 7, 9, 10, 11};
    return fields[static_cast<std::size_t>(type)];
}

void writeMetric(pbf_writer &scopeMetrics, const TelemetryBatch &batch, const Metric &metric,
                 std::span<const std::uint32_t> points)
{
    pbf_writer message(scopeMetrics, 2);
    addText(message, 1, metric.name);
    addText(message, 2, metric.description);
    addText(message, 3, metric.unit);
    if (points.empty() && metric.temporality == Temporality::Unspecified && !metric.monotonic) {
        addEmptyMessage(message, fieldOf(metric.type));
    } else {
        pbf_writer data(message, fieldOf(metric.type));
        for (const std::uint32_t i : points)
            writePoint(data, batch.points[i], metric.type);
        if (metric.temporality != Temporality::Unspecified)
            data.add_enum(2, static_cast<std::int32_t>(metric.temporality));
        if (metric.monotonic)
            data.add_bool(3, true);
    }
    addAttributes(message, 12, metric.metadata);
}

} // namespace

std::string encodeOtlpProtobuf(const TelemetryBatch &batch, Signal signal)
{
    switch (signal) {
    case Signal::Traces:
        return exportRequest<Span>(batch, batch.spans, [&](pbf_writer &scopeSpans, std::uint32_t i) {
            writeSpan(pbf_writer(scopeSpans, 2), batch.spans[i]);
        });
    case Signal::Logs:
        return exportRequest<LogRecord>(batch, batch.logs, [&](pbf_writer &scopeLogs, std::uint32_t i) {
            writeLog(scopeLogs, batch.logs[i]);
        });
    case Signal::Metrics: {
        const PointsByMetric points(std::span<const DataPoint>(batch.points), batch.metrics.size());
        return exportRequest<Metric>(batch, batch.metrics, [&](pbf_writer &scopeMetrics, std::uint32_t i) {
            writeMetric(scopeMetrics, batch, batch.metrics[i], points.of(i));
        });
    }
    }
    return {};
}

} // namespace spanwise
