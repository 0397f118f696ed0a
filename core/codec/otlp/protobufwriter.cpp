// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/protobufwriter.h"

namespace spanwise::protobufwriter {

void addText(pbf_writer &message, pbf_tag_type field, std::string_view text)
{
    if (!text.empty())
        message.add_string(field, text.data(), text.size());
}

void addCount(pbf_writer &message, pbf_tag_type field, std::uint32_t count)
{
    if (count != 0)
        message.add_uint32(field, count);
}

void addTime(pbf_writer &message, pbf_tag_type field, Timestamp time)
{
    message.add_fixed64(field, static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

void addEmptyMessage(pbf_writer &message, pbf_tag_type field)
{
    message.add_message(field, std::string());
}

namespace {

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

} // namespace

void addValue(pbf_writer &message, pbf_tag_type field, const Value &value)
{
    if (value.isEmpty()) {
        addEmptyMessage(message, field);
        return;
    }
    pbf_writer entry(message, field);
    writeValue(entry, value);
}

void addAttributes(pbf_writer &message, pbf_tag_type field, std::span<const Attribute> attributes)
{
    for (const Attribute &attribute : attributes) {
        pbf_writer entry(message, field);
        addText(entry, 1, attribute.key);
        addValue(entry, 2, attribute.value);
    }
}

void addResource(pbf_writer &resourceItems, const Resource &resource)
{
    pbf_writer message(resourceItems, 1);
    addAttributes(message, 1, resource.attributes);
    addCount(message, 2, resource.droppedAttributes);
}

void addScope(pbf_writer &scopeItems, const Scope &scope)
{
    pbf_writer message(scopeItems, 1);
    addText(message, 1, scope.name);
    addText(message, 2, scope.version);
    addAttributes(message, 3, scope.attributes);
    addCount(message, 4, scope.droppedAttributes);
}

} // namespace spanwise::protobufwriter
