// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/tracecollector.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace spanwise {
namespace {

constexpr std::uint32_t unset = UINT32_MAX;
constexpr std::size_t mostBytes = 1U << 30U;
constexpr std::size_t longestShared = 96; ///< longer texts seldom come twice

bool isSame(const Resource &left, const Resource &right)
{
    return left.schemaUrl == right.schemaUrl && left.droppedAttributes == right.droppedAttributes &&
           std::ranges::equal(left.attributes, right.attributes);
}

bool isSame(const Scope &left, const Scope &right)
{
    return left.name == right.name && left.version == right.version && left.schemaUrl == right.schemaUrl &&
           left.droppedAttributes == right.droppedAttributes &&
           std::ranges::equal(left.attributes, right.attributes);
}

template<class Owner>
std::uint32_t placeOf(const Owner &owner, const std::vector<Owner> &known)
{
    const auto same = std::ranges::find_if(known, [&](const Owner &one) { return isSame(one, owner); });
    return static_cast<std::uint32_t>(same - known.begin());
}

/// Texts that are shared already differ by where they lie.
std::size_t hashOf(std::span<const Attribute> list)
{
    std::size_t hash = list.size();
    const auto mix = [&](auto value) {
        hash = (hash ^ static_cast<std::size_t>(value)) * 0x9e3779b97f4a7c15U;
    };
    for (const Attribute &attribute : list) {
        mix(reinterpret_cast<std::uintptr_t>(attribute.key.data()));
        const Value &value = attribute.value;
        if (value.isString())
            mix(reinterpret_cast<std::uintptr_t>(value.string().data()));
        else if (value.isNumber())
            mix(std::hash<double>()(value.numberOr(0)));
        else
            mix(value.type());
    }
    return hash ^ hash >> 31U;
}

} // namespace

TraceCollector::TraceCollector(std::stop_token stop)
    : m_stop(std::move(stop))
    , m_texts(textSlots)
    , m_lists(listSlots)
{
}

void TraceCollector::take(DecodedBatch decoded)
{
    const TelemetryBatch &from = decoded.batch;
    m_resources.assign(from.resources.size(), unset);
    m_scopes.assign(from.scopes.size(), unset);
    for (const Span &span : from.spans) {
        if (!m_batch.spans.empty() && span.traceId != m_batch.spans.front().traceId) {
            m_isMixed = true;
            return;
        }
        Span own = kept(span);
        own.resource = resourceOf(from, span.resource);
        own.scope = scopeOf(from, span.scope);
        m_batch.spans.push_back(own);
    }
    // A trace that large is read from the history, once it is there.
    m_isMixed = m_batch.byteCount() > mostBytes;
}

std::uint32_t TraceCollector::resourceOf(const TelemetryBatch &from, std::uint32_t index)
{
    if (m_resources[index] == unset) {
        const Resource &sent = from.resources[index];
        m_resources[index] = placeOf(sent, m_batch.resources);
        if (m_resources[index] == m_batch.resources.size())
            m_batch.resources.push_back(
                {copied(sent.attributes), kept(sent.schemaUrl), sent.droppedAttributes});
    }
    return m_resources[index];
}

std::uint32_t TraceCollector::scopeOf(const TelemetryBatch &from, std::uint32_t index)
{
    if (m_scopes[index] == unset) {
        const Scope &sent = from.scopes[index];
        m_scopes[index] = placeOf(sent, m_batch.scopes);
        if (m_scopes[index] == m_batch.scopes.size())
            m_batch.scopes.push_back({kept(sent.name), kept(sent.version), copied(sent.attributes),
                                      kept(sent.schemaUrl), sent.droppedAttributes});
    }
    return m_scopes[index];
}

Span TraceCollector::kept(const Span &span)
{
    Span own = span;
    own.name = kept(span.name);
    own.statusMessage = kept(span.statusMessage);
    own.traceState = kept(span.traceState);
    own.attributes = kept(span.attributes);
    std::vector<Event> events(span.events.begin(), span.events.end());
    for (Event &event : events) {
        event.name = kept(event.name);
        event.attributes = kept(event.attributes);
    }
    own.events = m_batch.arena.copy(std::span<const Event>(events));
    std::vector<Link> links(span.links.begin(), span.links.end());
    for (Link &link : links) {
        link.traceState = kept(link.traceState);
        link.attributes = kept(link.attributes);
    }
    own.links = m_batch.arena.copy(std::span<const Link>(links));
    return own;
}

std::string_view TraceCollector::kept(std::string_view text)
{
    if (text.empty())
        return {};
    if (text.size() > longestShared)
        return m_batch.arena.copy(text);
    std::string_view &slot = m_texts[std::hash<std::string_view>()(text) & (textSlots - 1)];
    if (slot != text)
        slot = m_batch.arena.copy(text);
    return slot;
}

Value TraceCollector::kept(const Value &value)
{
    switch (value.type()) {
    case Value::Type::String:
        return Value::ofString(kept(value.string()));
    case Value::Type::Bytes:
        return Value::ofBytes(m_batch.arena.copy(value.string()));
    case Value::Type::Map:
        return Value::ofMap(copied(value.map()));
    case Value::Type::Array: {
        std::vector<Value> items(value.array().begin(), value.array().end());
        for (Value &item : items)
            item = kept(item);
        return Value::ofArray(m_batch.arena.copy(std::span<const Value>(items)));
    }
    default:
        return value;
    }
}

std::span<const Attribute> TraceCollector::copied(std::span<const Attribute> attributes)
{
    std::vector<Attribute> list(attributes.begin(), attributes.end());
    for (Attribute &attribute : list)
        attribute = {kept(attribute.key), kept(attribute.value)};
    return m_batch.arena.copy(std::span<const Attribute>(list));
}

std::span<const Attribute> TraceCollector::kept(std::span<const Attribute> attributes)
{
    if (attributes.empty())
        return {};
    m_list.clear();
    for (const Attribute &attribute : attributes)
        m_list.push_back({kept(attribute.key), kept(attribute.value)});
    std::span<const Attribute> &slot = m_lists[hashOf(m_list) & (listSlots - 1)];
    if (!std::ranges::equal(slot, m_list))
        slot = m_batch.arena.copy(std::span<const Attribute>(m_list));
    return slot;
}

} // namespace spanwise
