// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/record.h"

#include "core/tracing/recordpool.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <type_traits>

namespace spanwise {
namespace {

constexpr int maxValueDepth = 64; // protocols.md 13

/// The first characters of UTF-8 text; a byte that begins no character counts as one.
std::string_view firstCharacters(std::string_view text, std::size_t characters)
{
    if (text.size() <= characters)
        return text;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const bool beginsCharacter = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (beginsCharacter && characters-- == 0)
            break;
    }
    return text.substr(0, at);
}

/// Copies values into memory that hands out nullptr when it is exhausted.
template<class Memory>
class DeepCopy
{
public:
    DeepCopy(Memory &memory, std::size_t valueCharacters) : m_memory(memory), m_characters(valueCharacters) {}

    bool complete() const { return m_complete; }

    std::string_view text(std::string_view text)
    {
        if (text.empty())
            return {};
        char *const place = allocate<char>(text.size());
        if (place == nullptr)
            return {};
        std::memcpy(place, text.data(), text.size());
        return {place, text.size()};
    }

    Value value(const Value &from, int depth = 0)
    {
        switch (from.type()) {
        case Value::Type::String:
            return Value::ofString(text(firstCharacters(from.string(), m_characters)));
        case Value::Type::Bytes:
            return Value::ofBytes(text(from.string()));
        case Value::Type::Array:
            return Value::ofArray(list<Value>(from.array(), depth, [&](const Value &v) { return value(v, depth + 1); }));
        case Value::Type::Map:
            return Value::ofMap(list<Attribute>(from.map(), depth, [&](const Attribute &a) {
                return Attribute{text(a.key), value(a.value, depth + 1)};
            }));
        default:
            return from;
        }
    }

    template<class T, class From, class Each>
    std::span<const T> list(std::span<const From> from, int depth, Each &&each)
    {
        if (depth >= maxValueDepth) {
            m_complete = false;
            return {};
        }
        T *const place = from.empty() ? nullptr : allocate<T>(from.size());
        if (place == nullptr)
            return {};
        for (std::size_t i = 0; i < from.size(); ++i)
            std::construct_at(place + i, each(from[i]));
        return {place, from.size()};
    }

    template<class T>
    T *allocate(std::size_t count)
    {
        T *const place = m_memory.template allocate<T>(count);
        m_complete = m_complete && place != nullptr;
        return place;
    }

private:
    Memory &m_memory;
    const std::size_t m_characters;
    bool m_complete = true;
};

} // namespace

/// A record's memory as DeepCopy wants it.
struct RecordMemory
{
    SpanRecord &record;

    template<class T>
    T *allocate(std::size_t count)
    {
        return reinterpret_cast<T *>(record.allocateBytes(count * sizeof(T), alignof(T)));
    }
};

void SpanRecord::begin(RecordPool &pool, const SpanLimits &limits, const TracingScope &scope, Label name) noexcept
{
    m_span.status = StatusCode::Unset;
    m_span.statusMessage = {};
    m_span.droppedAttributes = 0;
    m_span.droppedEvents = 0;
    m_span.droppedLinks = 0;
    m_limits = &limits;
    m_scope = &scope;
    m_pool = &pool;
    m_next = m_bytes;
    m_left = sizeof m_bytes;
    m_attributes = reinterpret_cast<Attribute *>(m_inline);
    m_attributeCount = 0;
    m_attributeCapacity = inlineAttributes;
    m_eventCount = m_eventCapacity = 0;
    m_linkCount = m_linkCapacity = 0;
    m_span.name = text(name);
}

void SpanRecord::clear() noexcept
{
    if (m_blocks != nullptr) {
        m_pool->giveBlocks(m_blocks);
        m_blocks = nullptr;
        m_overflowBytes = 0;
    }
    if (!traceState.isEmpty())
        traceState = {};
}

std::byte *SpanRecord::allocateBytes(std::size_t size, std::size_t alignment) noexcept
{
    std::size_t padding = (alignment - reinterpret_cast<std::uintptr_t>(m_next) % alignment) % alignment;
    if (m_left < size + padding) {
        if (!addBlock(size))
            return nullptr;
        padding = 0; // a block begins aligned for everything
    }
    std::byte *const place = m_next + padding;
    m_next = place + size;
    m_left -= size + padding;
    return place;
}

bool SpanRecord::addBlock(std::size_t size) noexcept
{
    constexpr std::size_t header = (sizeof(OverflowBlock) + alignof(std::max_align_t) - 1)
                                   / alignof(std::max_align_t) * alignof(std::max_align_t);
    if (size > m_limits->spanBytes || m_overflowBytes > m_limits->spanBytes - size)
        return false;
    OverflowBlock *const block = m_pool->takeBlock(size + header);
    if (block == nullptr)
        return false;
    block->next = m_blocks;
    m_blocks = block;
    m_overflowBytes += block->size;
    m_next = reinterpret_cast<std::byte *>(block) + header;
    m_left = block->size - header;
    return true;
}

std::string_view SpanRecord::copy(std::string_view from) noexcept
{
    if (from.empty())
        return {};
    std::byte *const place = allocateBytes(from.size(), 1);
    if (place == nullptr)
        return {};
    std::memcpy(place, from.data(), from.size());
    return {reinterpret_cast<const char *>(place), from.size()};
}

std::string_view SpanRecord::text(Label label) noexcept
{
    return label.isStatic() ? label.text() : copy(label.text());
}

bool SpanRecord::fits(const AttributeView &value, Value &copied) noexcept
{
    RecordMemory memory{*this};
    DeepCopy<RecordMemory> deep(memory, m_limits->valueCharacters);
    const auto textOf = [&](std::string_view item) {
        return Value::ofString(deep.text(firstCharacters(item, m_limits->valueCharacters)));
    };
    switch (value.kind()) {
    case AttributeView::Kind::One:
        copied = deep.value(value.value());
        break;
    case AttributeView::Kind::Strings:
        copied = Value::ofArray(deep.list<Value>(value.list<std::string>(), 0, textOf));
        break;
    case AttributeView::Kind::StringViews:
        copied = Value::ofArray(deep.list<Value>(value.list<std::string_view>(), 0, textOf));
        break;
    case AttributeView::Kind::Ints:
        copied = Value::ofArray(deep.list<Value>(value.list<std::int64_t>(), 0, Value::ofInt));
        break;
    case AttributeView::Kind::Doubles:
        copied = Value::ofArray(deep.list<Value>(value.list<double>(), 0, Value::ofDouble));
        break;
    }
    return deep.complete();
}

template<class T>
T *SpanRecord::grow(T *items, std::uint32_t count, std::uint32_t &capacity, std::uint32_t limit) noexcept
{
    if (count < capacity)
        return items;
    if (count >= limit)
        return nullptr;
    const std::uint32_t larger = std::min(limit, std::max(4U, capacity * 2));
    auto *const place = reinterpret_cast<T *>(allocateBytes(larger * sizeof(T), alignof(T)));
    if (place == nullptr)
        return nullptr;
    std::uninitialized_copy_n(items, count, place);
    capacity = larger;
    return place;
}

void SpanRecord::set(Label key, const AttributeView &value) noexcept
{
    const std::string_view wanted = key.text();
    Attribute *const end = m_attributes + m_attributeCount;
    Attribute *const present = std::find_if(m_attributes, end, [&](const Attribute &a) { return a.key == wanted; });
    Value copied;
    if (present != end) {
        if (fits(value, copied))
            present->value = copied;
        else
            ++m_span.droppedAttributes;
        return;
    }
    if (m_attributeCount >= m_limits->attributes || wanted.empty() || !fits(value, copied)) {
        ++m_span.droppedAttributes;
        return;
    }
    Attribute *const items = grow(m_attributes, m_attributeCount, m_attributeCapacity, m_limits->attributes);
    const std::string_view kept = items == nullptr ? std::string_view() : text(key);
    if (items == nullptr || kept.empty()) {
        ++m_span.droppedAttributes;
        return;
    }
    m_attributes = items;
    std::construct_at(m_attributes + m_attributeCount++, Attribute{kept, copied});
}

std::span<const Attribute> SpanRecord::copyAttributes(AttributeList list, std::uint32_t limit,
                                                      std::uint32_t &dropped) noexcept
{
    const auto pairs = list.pairs();
    const std::size_t wanted = std::min<std::size_t>(pairs.size(), limit);
    dropped = static_cast<std::uint32_t>(pairs.size() - wanted);
    auto *const place = wanted == 0 ? nullptr
                                    : reinterpret_cast<Attribute *>(
                                          allocateBytes(wanted * sizeof(Attribute), alignof(Attribute)));
    if (place == nullptr) {
        dropped = static_cast<std::uint32_t>(pairs.size());
        return {};
    }
    std::size_t count = 0;
    for (const AttributePair &pair : pairs.first(wanted)) {
        Value copied;
        const std::string_view key = fits(pair.value, copied) ? text(pair.key) : std::string_view();
        if (key.empty())
            ++dropped;
        else
            std::construct_at(place + count++, Attribute{key, copied});
    }
    return {place, count};
}

void SpanRecord::event(Timestamp time, Label name, AttributeList attributes) noexcept
{
    Event *const items = m_eventCount < m_limits->events
                             ? grow(m_events, m_eventCount, m_eventCapacity, m_limits->events)
                             : nullptr;
    if (items == nullptr) {
        ++m_span.droppedEvents;
        return;
    }
    m_events = items;
    Event event;
    event.time = time;
    event.name = text(name);
    event.attributes = copyAttributes(attributes, m_limits->attributesPerEvent, event.droppedAttributes);
    std::construct_at(m_events + m_eventCount++, event);
}

void SpanRecord::link(const SpanContext &target, AttributeList attributes) noexcept
{
    Link *const items =
        m_linkCount < m_limits->links ? grow(m_links, m_linkCount, m_linkCapacity, m_limits->links) : nullptr;
    if (items == nullptr) {
        ++m_span.droppedLinks;
        return;
    }
    m_links = items;
    Link link;
    link.traceId = target.traceId;
    link.spanId = target.spanId;
    link.traceState = copy(target.traceState.header());
    link.flags = target.flags | spanflags::hasIsRemote | (target.isRemote ? spanflags::isRemote : 0U);
    link.attributes = copyAttributes(attributes, m_limits->attributesPerLink, link.droppedAttributes);
    std::construct_at(m_links + m_linkCount++, link);
}

void SpanRecord::setStatus(StatusCode status, std::string_view message) noexcept
{
    if (m_span.status == StatusCode::Ok || status == StatusCode::Unset)
        return;
    m_span.status = status;
    if (status == StatusCode::Ok)
        m_span.statusMessage = {};
    else if (!message.empty())
        m_span.statusMessage = copy(message);
}

void SpanRecord::appendTo(TelemetryBatch &batch, std::uint32_t scopeIndex) const
{
    DeepCopy<Arena> deep(batch.arena, SIZE_MAX);
    const auto attributes = [&](std::span<const Attribute> from) {
        return deep.list<Attribute>(from, 0, [&](const Attribute &a) {
            return Attribute{deep.text(a.key), deep.value(a.value)};
        });
    };
    Span span = m_span;
    span.scope = scopeIndex;
    span.name = deep.text(m_span.name);
    span.statusMessage = deep.text(m_span.statusMessage);
    span.traceState = deep.text(traceState.header());
    span.attributes = attributes({m_attributes, m_attributeCount});
    span.events = deep.list<Event>(std::span<const Event>(m_events, m_eventCount), 0, [&](Event event) {
        event.name = deep.text(event.name);
        event.attributes = attributes(event.attributes);
        return event;
    });
    span.links = deep.list<Link>(std::span<const Link>(m_links, m_linkCount), 0, [&](Link link) {
        link.traceState = deep.text(link.traceState);
        link.attributes = attributes(link.attributes);
        return link;
    });
    batch.spans.push_back(span);
}

} // namespace spanwise
