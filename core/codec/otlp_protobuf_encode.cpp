// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/grouping.h"
#include "core/codec/otlp_protobuf.h"

#include <protozero/pbf_writer.hpp>

namespace spanwise {
namespace {

using protozero::pbf_writer;

void addText(pbf_writer &message, protozero::pbf_tag_type field, std::string_view text)
{
    if (!text.empty())
        message.add_string(field, text.data(), text.size());
}

void addCount(pbf_writer &message, protozero::pbf_tag_type field, std::uint32_t count)
{
    if (count != 0)
        message.add_uint32(field, count);
}

template<class Id>
void addId(pbf_writer &message, protozero::pbf_tag_type field, const Id &id)
{
    if (id)
        message.add_bytes(field, reinterpret_cast<const char *>(id.bytes().data()), id.bytes().size());
}

void addTime(pbf_writer &message, protozero::pbf_tag_type field, Timestamp time)
{
    message.add_fixed64(field, static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

/// pbf_writer takes an empty submessage back; where presence itself says something it is written all the same.
void addEmptyMessage(pbf_writer &message, protozero::pbf_tag_type field)
{
    message.add_message(field, std::string());
}

void addAttributes(pbf_writer &message, protozero::pbf_tag_type field, std::span<const Attribute> attributes);
void addValue(pbf_writer &message, protozero::pbf_tag_type field, const Value &value);

void writeArray(pbf_writer &message, std::span<const Value> items)
{
    if (items.empty()) {
        addEmptyMessage(message, 5);
        return;
    }
    pbf_writer list(message, 5);
    for (const Value &item : items)
        addValue(list, 1, item);
}

void writeMap(pbf_writer &message, std::span<const Attribute> entries)
{
    if (entries.empty()) {
        addEmptyMessage(message, 6);
        return;
    }
    pbf_writer list(message, 6);
    addAttributes(list, 1, entries);
}

void writeValue(pbf_writer &message, const Value &value)
{
    switch (value.type()) {
    case Value::Type::Empty:
        return;
    case Value::Type::String: // a oneof is written even when it holds the default
        message.add_string(1, value.string().data(), value.string().size());
        return;
    case Value::Type::Bool:
        message.add_bool(2, value.boolean());
        return;
    case Value::Type::Int:
        message.add_int64(3, value.integer());
        return;
    case Value::Type::Double:
        message.add_double(4, value.real());
        return;
    case Value::Type::Array:
        writeArray(message, value.array());
        return;
    case Value::Type::Map:
        writeMap(message, value.map());
        return;
    case Value::Type::Bytes:
        message.add_bytes(7, value.string().data(), value.string().size());
        return;
    }
}

void addValue(pbf_writer &message, protozero::pbf_tag_type field, const Value &value)
{
    if (value.isEmpty()) {
        addEmptyMessage(message, field);
        return;
    }
    pbf_writer entry(message, field);
    writeValue(entry, value);
}

void addAttributes(pbf_writer &message, protozero::pbf_tag_type field, std::span<const Attribute> attributes)
{
    for (const Attribute &attribute : attributes) {
        pbf_writer entry(message, field);
        addText(entry, 1, attribute.key);
        addValue(entry, 2, attribute.value);
    }
}

void writeEvent(pbf_writer message, const Event &event)
{
    addTime(message, 1, event.time);
    addText(message, 2, event.name);
    addAttributes(message, 3, event.attributes);
    addCount(message, 4, event.droppedAttributes);
}

void addLink(pbf_writer &span, const Link &link)
{
    const bool blank = !link.traceId && !link.spanId && link.traceState.empty() && link.attributes.empty()
                       && link.droppedAttributes == 0 && link.flags == 0;
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

void writeResource(pbf_writer &resourceSpans, const Resource &resource)
{
    pbf_writer message(resourceSpans, 1);
    addAttributes(message, 1, resource.attributes);
    addCount(message, 2, resource.droppedAttributes);
}

void writeScope(pbf_writer &scopeSpans, const Scope &scope)
{
    pbf_writer message(scopeSpans, 1);
    addText(message, 1, scope.name);
    addText(message, 2, scope.version);
    addAttributes(message, 3, scope.attributes);
    addCount(message, 4, scope.droppedAttributes);
}

} // namespace

std::string encodeOtlpProtobuf(const TelemetryBatch &batch)
{
    std::string body;
    pbf_writer request(body);
    const std::vector<std::uint32_t> order = nestedOrder(batch);
    eachResourceRun(batch, order, [&](std::uint32_t resource, std::size_t begin, std::size_t end) {
        pbf_writer resourceSpans(request, 1);
        if (resource < batch.resources.size())
            writeResource(resourceSpans, batch.resources[resource]);
        eachScopeRun(batch, order, begin, end, [&](std::uint32_t scope, std::size_t first, std::size_t last) {
            pbf_writer scopeSpans(resourceSpans, 2);
            if (scope < batch.scopes.size())
                writeScope(scopeSpans, batch.scopes[scope]);
            for (std::size_t i = first; i < last; ++i)
                writeSpan(pbf_writer(scopeSpans, 2), batch.spans[order[i]]);
            if (scope < batch.scopes.size())
                addText(scopeSpans, 3, batch.scopes[scope].schemaUrl);
        });
        if (resource < batch.resources.size())
            addText(resourceSpans, 3, batch.resources[resource].schemaUrl);
    });
    return body;
}

} // namespace spanwise
