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

} // namespace

std::string encodeOtlpJson(const TelemetryBatch &batch)
{
    JsonWriter json;
    const std::vector<std::uint32_t> order = nestedOrder(batch);
    json.beginObject();
    json.key("resourceSpans");
    json.beginArray();
    eachResourceRun(batch, order, [&](std::uint32_t resource, std::size_t begin, std::size_t end) {
        const Resource from = resource < batch.resources.size() ? batch.resources[resource] : Resource{};
        json.beginObject();
        addResource(json, from);
        json.key("scopeSpans");
        json.beginArray();
        eachScopeRun(batch, order, begin, end, [&](std::uint32_t scope, std::size_t first, std::size_t last) {
            const Scope by = scope < batch.scopes.size() ? batch.scopes[scope] : Scope{};
            json.beginObject();
            addScope(json, by);
            json.key("spans");
            json.beginArray();
            for (std::size_t i = first; i < last; ++i)
                writeSpan(json, batch.spans[order[i]]);
            json.endArray();
            addText(json, "schemaUrl", by.schemaUrl);
            json.endObject();
        });
        json.endArray();
        addText(json, "schemaUrl", from.schemaUrl);
        json.endObject();
    });
    json.endArray();
    json.endObject();
    return json.take();
}

} // namespace spanwise
