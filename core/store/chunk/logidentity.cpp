// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/logidentity.h"

#include "core/store/chunk/texthash.h"

namespace spanwise {
namespace {

std::uint64_t hashOf(ByteWriter &bytes)
{
    const std::uint64_t hash = TextHash::of(bytes.bytes()).words[0];
    bytes.clear();
    return hash;
}

void time(ByteWriter &bytes, const std::optional<Timestamp> &time)
{
    bytes.byte(time ? 1 : 0);
    if (time)
        bytes.zigzag(time->time_since_epoch().count());
}

} // namespace

LogIdentity::LogIdentity(const TelemetryBatch &batch)
{
    for (const Resource &resource : batch.resources) {
        attributes(resource.attributes);
        m_bytes.text(resource.schemaUrl);
        m_resources.push_back(hashOf(m_bytes));
    }
    for (const Scope &scope : batch.scopes) {
        m_bytes.text(scope.name);
        m_bytes.text(scope.version);
        attributes(scope.attributes);
        m_scopes.push_back(hashOf(m_bytes));
    }
}

std::uint64_t LogIdentity::next(const LogRecord &record)
{
    const auto of = [](const std::vector<std::uint64_t> &hashes, std::uint32_t index) {
        return index < hashes.size() ? hashes[index] : 0;
    };
    m_bytes.varint(of(m_resources, record.resource));
    m_bytes.varint(of(m_scopes, record.scope));
    time(m_bytes, record.time);
    time(m_bytes, record.observed);
    m_bytes.byte(record.severity);
    m_bytes.text(record.severityText);
    m_bytes.text(record.eventName);
    value(record.body);
    attributes(record.attributes);
    m_bytes.raw({reinterpret_cast<const char *>(record.traceId.bytes().data()), TraceId::byteCount});
    m_bytes.raw({reinterpret_cast<const char *>(record.spanId.bytes().data()), SpanId::byteCount});
    m_bytes.varint(record.flags);
    m_bytes.varint(record.droppedAttributes);
    const std::uint64_t hash = hashOf(m_bytes);
    const std::uint64_t before = m_seen[hash]++;
    if (before == 0)
        return hash;
    m_bytes.varint(hash);
    m_bytes.varint(before);
    return hashOf(m_bytes);
}

void LogIdentity::value(const Value &value)
{
    m_bytes.byte(static_cast<std::uint8_t>(value.type()));
    switch (value.type()) {
    case Value::Type::Empty:
        return;
    case Value::Type::String:
    case Value::Type::Bytes:
        return m_bytes.text(value.string());
    case Value::Type::Bool:
        return m_bytes.byte(value.boolean() ? 1 : 0);
    case Value::Type::Int:
        return m_bytes.zigzag(value.integer());
    case Value::Type::Double:
        return m_bytes.real(value.real());
    case Value::Type::Array:
        m_bytes.varint(value.array().size());
        for (const Value &item : value.array())
            this->value(item);
        return;
    case Value::Type::Map:
        return attributes(value.map());
    }
}

void LogIdentity::attributes(std::span<const Attribute> attributes)
{
    m_bytes.varint(attributes.size());
    for (const Attribute &attribute : attributes) {
        m_bytes.text(attribute.key);
        value(attribute.value);
    }
}

} // namespace spanwise
