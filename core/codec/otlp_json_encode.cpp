// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/base64.h"
#include "core/codec/grouping.h"
#include "core/codec/jsonwriter.h"
#include "core/codec/otlp_json.h"

namespace spanwise {
namespace {

void addText(JsonWriter &json, std::string_view name, std::string_view text)
{
    if (text.empty())
        return;
    json.key(name);
    json.string(text);
}

void addCount(JsonWriter &json, std::string_view name, std::uint32_t count)
{
    if (count == 0)
        return;
    json.key(name);
    json.number(std::uint64_t{count});
}

template<class Id>
void addId(JsonWriter &json, std::string_view name, const Id &id)
{
    if (id)
        addText(json, name, id.toHex());
}

void addTime(JsonWriter &json, std::string_view name, Timestamp time)
{
    json.key(name);
    json.quoted(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

void writeAttributes(JsonWriter &json, std::span<const Attribute> attributes);

void writeValue(JsonWriter &json, const Value &value);

/// {"values":[...]}, as ArrayValue and KeyValueList are both written.
template<class WriteItems>
void writeValues(JsonWriter &json, std::string_view name, WriteItems writeItems)
{
    json.key(name);
    json.beginObject();
    json.key("values");
    writeItems();
    json.endObject();
}

void writeArray(JsonWriter &json, std::span<const Value> items)
{
    json.beginArray();
    for (const Value &item : items)
        writeValue(json, item);
    json.endArray();
}

void writeValue(JsonWriter &json, const Value &value)
{
    json.beginObject();
    switch (value.type()) {
    case Value::Type::Empty:
        break;
    case Value::Type::String:
        json.key("stringValue");
        json.string(value.string());
        break;
    case Value::Type::Bool:
        json.key("boolValue");
        json.boolean(value.boolean());
        break;
    case Value::Type::Int:
        json.key("intValue");
        json.quoted(value.integer());
        break;
    case Value::Type::Double:
        json.key("doubleValue");
        json.number(value.real());
        break;
    case Value::Type::Array:
        writeValues(json, "arrayValue", [&] { writeArray(json, value.array()); });
        break;
    case Value::Type::Map:
        writeValues(json, "kvlistValue", [&] { writeAttributes(json, value.map()); });
        break;
    case Value::Type::Bytes:
        json.key("bytesValue");
        json.string(toBase64(value.string()));
        break;
    }
    json.endObject();
}

void writeAttributes(JsonWriter &json, std::span<const Attribute> attributes)
{
    json.beginArray();
    for (const Attribute &attribute : attributes) {
        json.beginObject();
        json.key("key");
        json.string(attribute.key);
        json.key("value");
        writeValue(json, attribute.value);
        json.endObject();
    }
    json.endArray();
}

void addAttributes(JsonWriter &json, std::span<const Attribute> attributes)
{
    if (attributes.empty())
        return;
    json.key("attributes");
    writeAttributes(json, attributes);
}

void addEvents(JsonWriter &json, std::span<const Event> events)
{
    if (events.empty())
        return;
    json.key("events");
    json.beginArray();
    for (const Event &event : events) {
        json.beginObject();
        addTime(json, "timeUnixNano", event.time);
        addText(json, "name", event.name);
        addAttributes(json, event.attributes);
        addCount(json, "droppedAttributesCount", event.droppedAttributes);
        json.endObject();
    }
    json.endArray();
}

void addLinks(JsonWriter &json, std::span<const Link> links)
{
    if (links.empty())
        return;
    json.key("links");
    json.beginArray();
    for (const Link &link : links) {
        json.beginObject();
        addId(json, "traceId", link.traceId);
        addId(json, "spanId", link.spanId);
        addText(json, "traceState", link.traceState);
        addAttributes(json, link.attributes);
        addCount(json, "droppedAttributesCount", link.droppedAttributes);
        addCount(json, "flags", link.flags);
        json.endObject();
    }
    json.endArray();
}

void addStatus(JsonWriter &json, const Span &span)
{
    json.key("status");
    json.beginObject();
    addText(json, "message", span.statusMessage);
    addCount(json, "code", static_cast<std::uint32_t>(span.status));
    json.endObject();
}

void writeSpan(JsonWriter &json, const Span &span)
{
    json.beginObject();
    addId(json, "traceId", span.traceId);
    addId(json, "spanId", span.id);
    addText(json, "traceState", span.traceState);
    addId(json, "parentSpanId", span.parent);
    addCount(json, "flags", span.flags);
    addText(json, "name", span.name);
    addCount(json, "kind", static_cast<std::uint32_t>(span.kind));
    addTime(json, "startTimeUnixNano", span.time.begin);
    addTime(json, "endTimeUnixNano", span.time.end);
    addAttributes(json, span.attributes);
    addCount(json, "droppedAttributesCount", span.droppedAttributes);
    addEvents(json, span.events);
    addCount(json, "droppedEventsCount", span.droppedEvents);
    addLinks(json, span.links);
    addCount(json, "droppedLinksCount", span.droppedLinks);
    addStatus(json, span);
    json.endObject();
}

void addResource(JsonWriter &json, const Resource &resource)
{
    json.key("resource");
    json.beginObject();
    addAttributes(json, resource.attributes);
    addCount(json, "droppedAttributesCount", resource.droppedAttributes);
    json.endObject();
}

void addScope(JsonWriter &json, const Scope &scope)
{
    json.key("scope");
    json.beginObject();
    addText(json, "name", scope.name);
    addText(json, "version", scope.version);
    addAttributes(json, scope.attributes);
    addCount(json, "droppedAttributesCount", scope.droppedAttributes);
    json.endObject();
}

void writeLog(JsonWriter &json, const LogRecord &record)
{
    json.beginObject();
    addTime(json, "timeUnixNano", record.time.value_or(Timestamp()));
    if (record.observed)
        addTime(json, "observedTimeUnixNano", *record.observed);
    addCount(json, "severityNumber", record.severity);
    addText(json, "severityText", record.severityText);
    addText(json, "eventName", record.eventName);
    if (!record.body.isEmpty()) {
        json.key("body");
        writeValue(json, record.body);
    }
    addAttributes(json, record.attributes);
    addCount(json, "droppedAttributesCount", record.droppedAttributes);
    addCount(json, "flags", record.flags);
    addId(json, "traceId", record.traceId);
    addId(json, "spanId", record.spanId);
    json.endObject();
}

void addNumber(JsonWriter &json, const Value &value)
{
    if (value.type() == Value::Type::Double) {
        json.key("asDouble");
        json.number(value.real());
    } else if (value.type() == Value::Type::Int) {
        json.key("asInt");
        json.quoted(value.integer());
    }
}

void addReal(JsonWriter &json, std::string_view name, std::optional<double> value)
{
    if (!value)
        return;
    json.key(name);
    json.number(*value);
}

/// A number that may be negative; 32 bits are written without quotes.
void addInteger(JsonWriter &json, std::string_view name, std::int32_t value)
{
    if (value == 0)
        return;
    json.key(name);
    json.number(static_cast<double>(value));
}

void addCounts(JsonWriter &json, std::span<const std::uint64_t> counts)
{
    if (counts.empty())
        return;
    json.key("bucketCounts");
    json.beginArray();
    for (const std::uint64_t count : counts)
        json.quoted(count);
    json.endArray();
}

void addBuckets(JsonWriter &json, std::string_view name, const ExponentialBuckets &buckets)
{
    json.key(name);
    json.beginObject();
    addInteger(json, "offset", buckets.offset);
    addCounts(json, buckets.counts);
    json.endObject();
}

void addDistribution(JsonWriter &json, const Distribution &from, MetricType type)
{
    json.key("count");
    json.quoted(from.count);
    addReal(json, "sum", from.sum);
    addReal(json, "min", from.min);
    addReal(json, "max", from.max);
    addCounts(json, from.counts);
    if (!from.bounds.empty()) {
        json.key("explicitBounds");
        json.beginArray();
        for (const double bound : from.bounds)
            json.number(bound);
        json.endArray();
    }
    if (type == MetricType::ExponentialHistogram) {
        addInteger(json, "scale", from.scale);
        json.key("zeroCount");
        json.quoted(from.zeroCount);
        if (from.zeroThreshold != 0)
            addReal(json, "zeroThreshold", from.zeroThreshold);
        addBuckets(json, "positive", from.positive);
        addBuckets(json, "negative", from.negative);
    }
    if (type != MetricType::Summary)
        return;
    json.key("quantileValues");
    json.beginArray();
    for (const QuantileValue &quantile : from.quantiles) {
        json.beginObject();
        addReal(json, "quantile", quantile.quantile);
        addReal(json, "value", quantile.value);
        json.endObject();
    }
    json.endArray();
}

void addExemplars(JsonWriter &json, std::span<const Exemplar> exemplars)
{
    if (exemplars.empty())
        return;
    json.key("exemplars");
    json.beginArray();
    for (const Exemplar &exemplar : exemplars) {
        json.beginObject();
        addTime(json, "timeUnixNano", exemplar.time);
        addNumber(json, exemplar.value);
        addId(json, "traceId", exemplar.traceId);
        addId(json, "spanId", exemplar.spanId);
        if (!exemplar.filteredAttributes.empty()) {
            json.key("filteredAttributes");
            writeAttributes(json, exemplar.filteredAttributes);
        }
        json.endObject();
    }
    json.endArray();
}

void writePoint(JsonWriter &json, const DataPoint &point, MetricType type)
{
    json.beginObject();
    addAttributes(json, point.attributes);
    if (point.start)
        addTime(json, "startTimeUnixNano", *point.start);
    addTime(json, "timeUnixNano", point.time);
    if (type == MetricType::Gauge || type == MetricType::Sum)
        addNumber(json, point.value);
    else if (point.distribution != nullptr)
        addDistribution(json, *point.distribution, type);
    addExemplars(json, point.exemplars);
    addCount(json, "flags", point.flags);
    json.endObject();
}

std::string_view keyOf(MetricType type)
{
    constexpr std::string_view keys[] = {"gauge", "sum", "histogram", "exponentialHistogram", "summary"};
    return keys[static_cast<std::size_t>(type)];
}

void writeMetric(JsonWriter &json, const TelemetryBatch &batch, const Metric &metric,
                 std::span<const std::uint32_t> points)
{
    json.beginObject();
    addText(json, "name", metric.name);
    addText(json, "description", metric.description);
    addText(json, "unit", metric.unit);
    json.key(keyOf(metric.type));
    json.beginObject();
    json.key("dataPoints");
    json.beginArray();
    for (const std::uint32_t i : points)
        writePoint(json, batch.points[i], metric.type);
    json.endArray();
    addCount(json, "aggregationTemporality", static_cast<std::uint32_t>(metric.temporality));
    if (metric.monotonic) {
        json.key("isMonotonic");
        json.boolean(true);
    }
    json.endObject();
    if (!metric.metadata.empty()) {
        json.key("metadata");
        writeAttributes(json, metric.metadata);
    }
    json.endObject();
}

/// Names of the nested lists of a signal.
struct ListNames
{
    std::string_view resources;
    std::string_view scopes;
    std::string_view items;
};

/// writeItem(json, i) writes one of items, in the nesting that all signals share.
template<class Item, class WriteItem>
void addSignal(JsonWriter &json, const TelemetryBatch &batch, std::span<const Item> items,
               const ListNames &names, WriteItem writeItem)
{
    const std::vector<std::uint32_t> order = nestedOrder(items);
    json.key(names.resources);
    json.beginArray();
    eachResourceRun<Item>(
        items, order, [&](std::uint32_t resource, std::span<const std::uint32_t> ofResource) {
            const Resource from = resource < batch.resources.size() ? batch.resources[resource] : Resource{};
            json.beginObject();
            addResource(json, from);
            json.key(names.scopes);
            json.beginArray();
            eachScopeRun<Item>(
                items, ofResource, [&](std::uint32_t scope, std::span<const std::uint32_t> ofScope) {
                    const Scope by = scope < batch.scopes.size() ? batch.scopes[scope] : Scope{};
                    json.beginObject();
                    addScope(json, by);
                    json.key(names.items);
                    json.beginArray();
                    for (const std::uint32_t i : ofScope)
                        writeItem(i);
                    json.endArray();
                    addText(json, "schemaUrl", by.schemaUrl);
                    json.endObject();
                });
            json.endArray();
            addText(json, "schemaUrl", from.schemaUrl);
            json.endObject();
        });
    json.endArray();
}

} // namespace

std::string encodeOtlpJson(const TelemetryBatch &batch)
{
    JsonWriter json;
    json.beginObject();
    const bool isEmpty = batch.logs.empty() && batch.metrics.empty();
    if (!batch.spans.empty() || isEmpty)
        addSignal<Span>(json, batch, batch.spans, {"resourceSpans", "scopeSpans", "spans"},
                        [&](std::uint32_t i) { writeSpan(json, batch.spans[i]); });
    if (!batch.logs.empty())
        addSignal<LogRecord>(json, batch, batch.logs, {"resourceLogs", "scopeLogs", "logRecords"},
                             [&](std::uint32_t i) { writeLog(json, batch.logs[i]); });
    if (!batch.metrics.empty()) {
        const PointsByMetric points(std::span<const DataPoint>(batch.points), batch.metrics.size());
        addSignal<Metric>(json, batch, batch.metrics, {"resourceMetrics", "scopeMetrics", "metrics"},
                          [&](std::uint32_t i) { writeMetric(json, batch, batch.metrics[i], points.of(i)); });
    }
    json.endObject();
    return json.take();
}

} // namespace spanwise
