// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/contenthash.h"

#include "core/store/chunk/texthash.h"

namespace spanwise {

ContentHash::ContentHash(const TelemetryBatch &batch)
{
    for (const Resource &resource : batch.resources) {
        attributes(resource.attributes);
        m_bytes.text(resource.schemaUrl);
        m_resources.push_back(take());
    }
    for (const Scope &scope : batch.scopes) {
        m_bytes.text(scope.name);
        m_bytes.text(scope.version);
        attributes(scope.attributes);
        m_scopes.push_back(take());
    }
}

std::uint64_t ContentHash::take()
{
    const std::uint64_t hash = TextHash::of(m_bytes.bytes()).words[0];
    m_bytes.clear();
    return hash;
}

void ContentHash::time(const std::optional<Timestamp> &time)
{
    m_bytes.byte(time ? 1 : 0);
    if (time)
        m_bytes.zigzag(time->time_since_epoch().count());
}

void ContentHash::value(const Value &value)
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

void ContentHash::attributes(std::span<const Attribute> attributes)
{
    m_bytes.varint(attributes.size());
    for (const Attribute &attribute : attributes) {
        m_bytes.text(attribute.key);
        value(attribute.value);
    }
}

} // namespace spanwise
