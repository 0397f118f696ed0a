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

/// Most keys and values are short: two moves that may overlap instead of a call.
void copyText(std::byte *to, std::string_view from)
{
    const auto bothEnds = [&](auto word) {
        std::memcpy(&word, from.data(), sizeof word);
        auto last = word;
        std::memcpy(&last, from.data() + from.size() - sizeof word, sizeof word);
        std::memcpy(to, &word, sizeof word);
        std::memcpy(to + from.size() - sizeof word, &last, sizeof word);
    };
    if (from.size() >= 8 && from.size() <= 16)
        bothEnds(std::uint64_t());
    else if (from.size() >= 4 && from.size() < 8)
        bothEnds(std::uint32_t());
    else
        std::memcpy(to, from.data(), from.size());
}

/// Of the caller's text: its length and its first and last characters.
std::uint16_t fingerprintOf(std::string_view key)
{
    if (key.empty())
        return 0;
    const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(key[i])); };
    const std::size_t last = key.size() - 1;
    return static_cast<std::uint16_t>(key.size() * 0x9E5U + at(0) * 31U + at(last) * 257U +
                                      at(last / 2) * 0x1F3U);
}

/// Reads where the pointers point.
struct InPlace
{
    template<class T>
    const T *operator()(const T *pointer) const
    {
        return pointer;
    }
};

/// Reads what pointers into a record point to from the copy of the record's bytes.
struct Moved
{
    const RecordedSpan &source;

    template<class T>
    const T *operator()(const T *pointer) const
    {
        const std::uintptr_t offset = reinterpret_cast<std::uintptr_t>(pointer) - source.from;
        return offset < source.size ? reinterpret_cast<const T *>(source.bytes + offset) : pointer;
    }
};

/// Copies values into memory that hands out nullptr when it is exhausted.
template<class Memory, class Where = InPlace>
class DeepCopy
{
public:
    DeepCopy(Memory &memory, std::size_t valueCharacters, Where where = {})
        : m_memory(memory)
        , m_where(where)
        , m_characters(valueCharacters)
    {
    }

    bool complete() const { return m_complete; }

    std::string_view text(std::string_view text)
    {
        if (text.empty())
            return {};
        char *const place = allocate<char>(text.size());
        if (place == nullptr)
            return {};
        std::memcpy(place, m_where(text.data()), text.size());
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
            return Value::ofArray(
                list<Value>(from.array(), depth, [&](const Value &v) { return value(v, depth + 1); }));
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
        const From *const items = m_where(from.data());
        for (std::size_t i = 0; i < from.size(); ++i)
            std::construct_at(place + i, each(items[i]));
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
    const Where m_where;
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

void SpanRecord::begin(RecordPool &pool, const SpanLimits &limits, const TracingScope &scope, Label name,
                       const W3cTraceState &traceState) noexcept
{
    m_limits = &limits;
    m_pool = &pool;
    m_next = m_bytes;
    m_left = sizeof m_bytes;
    m_attributes = reinterpret_cast<Attribute *>(m_inline);
    m_attributeCapacity = inlineAttributes;
    m_eventCapacity = 0;
    m_linkCapacity = 0;
    m_head.scope = &scope;
    m_head.statusMessage = {};
    m_head.traceState = copy(traceState.header());
    m_head.attributeCount = m_head.eventCount = m_head.linkCount = 0;
    m_head.droppedAttributes = m_head.droppedEvents = m_head.droppedLinks = 0;
    m_head.status = StatusCode::Unset;
    m_head.name = text(name);
}

void SpanRecord::clear() noexcept
{
    if (m_blocks == nullptr)
        return;
    m_pool->giveBlocks(m_blocks);
    m_blocks = nullptr;
    m_overflowBytes = 0;
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
    constexpr std::size_t header = (sizeof(OverflowBlock) + alignof(std::max_align_t) - 1) /
                                   alignof(std::max_align_t) * alignof(std::max_align_t);
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
    copyText(place, from);
    return {reinterpret_cast<const char *>(place), from.size()};
}

std::string_view SpanRecord::text(Label label) noexcept
{
    return label.isStatic() ? label.text() : copy(label.text());
}

bool SpanRecord::write(Value &target, const AttributeView &value) noexcept
{
    if (value.kind() != AttributeView::Kind::One)
        return writeList(target, value);
    // Piece by piece: a value that was just written in parts and is copied as a whole waits until the parts
    // have left the processor's store buffer, behind everything that the previous span put into its ring.
    const Value &from = value.value();
    switch (from.type()) {
    case Value::Type::Bool:
        target = Value::ofBool(from.boolean());
        return true;
    case Value::Type::Int:
        target = Value::ofInt(from.integer());
        return true;
    case Value::Type::Double:
        target = Value::ofDouble(from.real());
        return true;
    case Value::Type::String: {
        const std::string_view wanted = firstCharacters(from.string(), m_limits->valueCharacters);
        const std::string_view kept = copy(wanted);
        if (kept.size() != wanted.size())
            return false;
        target = Value::ofString(kept);
        return true;
    }
    default:
        return writeList(target, value);
    }
}

bool SpanRecord::writeList(Value &target, const AttributeView &value) noexcept
{
    RecordMemory memory{*this};
    DeepCopy<RecordMemory> deep(memory, m_limits->valueCharacters);
    const auto textOf = [&](std::string_view item) {
        return Value::ofString(deep.text(firstCharacters(item, m_limits->valueCharacters)));
    };
    Value copied;
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
    if (deep.complete())
        target = copied;
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

/// The attribute of that key, or nullptr. Keys are compared only where their fingerprints are equal: reading
/// back a key that was just written stalls as write() says.
Attribute *SpanRecord::find(std::string_view key, std::uint16_t fingerprint) noexcept
{
    const std::uint32_t known = std::min(m_head.attributeCount, fingerprints);
    for (std::uint32_t i = 0; i < known; ++i) {
        if (m_fingerprints[i] == fingerprint && m_attributes[i].key == key)
            return m_attributes + i;
    }
    for (std::uint32_t i = known; i < m_head.attributeCount; ++i) {
        if (m_attributes[i].key == key)
            return m_attributes + i;
    }
    return nullptr;
}

void SpanRecord::set(Label key, const AttributeView &value) noexcept
{
    const std::uint16_t fingerprint = fingerprintOf(key.text());
    if (Attribute *const present = find(key.text(), fingerprint)) {
        if (!write(present->value, value))
            ++m_head.droppedAttributes;
        return;
    }
    const std::uint32_t at = m_head.attributeCount;
    Attribute *const items = at < m_limits->attributes && !key.text().empty()
                                 ? grow(m_attributes, at, m_attributeCapacity, m_limits->attributes)
                                 : nullptr;
    if (items == nullptr) {
        ++m_head.droppedAttributes;
        return;
    }
    m_attributes = items;
    Attribute *const added = std::construct_at(items + at);
    added->key = text(key);
    if (added->key.empty() || !write(added->value, value)) {
        ++m_head.droppedAttributes;
        return;
    }
    if (at < fingerprints)
        m_fingerprints[at] = fingerprint;
    m_head.attributeCount = at + 1;
}

std::span<const Attribute> SpanRecord::copyAttributes(AttributeList list, std::uint32_t limit,
                                                      std::uint32_t &dropped) noexcept
{
    const auto pairs = list.pairs();
    const std::size_t wanted = std::min<std::size_t>(pairs.size(), limit);
    dropped = static_cast<std::uint32_t>(pairs.size() - wanted);
    auto *const place =
        wanted == 0
            ? nullptr
            : reinterpret_cast<Attribute *>(allocateBytes(wanted * sizeof(Attribute), alignof(Attribute)));
    if (place == nullptr) {
        dropped = static_cast<std::uint32_t>(pairs.size());
        return {};
    }
    std::size_t count = 0;
    for (const AttributePair &pair : pairs.first(wanted)) {
        Attribute *const added = std::construct_at(place + count);
        added->key = text(pair.key);
        if (added->key.empty() || !write(added->value, pair.value))
            ++dropped;
        else
            ++count;
    }
    return {place, count};
}

void SpanRecord::event(Timestamp time, Label name, AttributeList attributes) noexcept
{
    Event *const items = m_head.eventCount < m_limits->events
                             ? grow(m_head.events, m_head.eventCount, m_eventCapacity, m_limits->events)
                             : nullptr;
    if (items == nullptr) {
        ++m_head.droppedEvents;
        return;
    }
    m_head.events = items;
    Event event;
    event.time = time;
    event.name = text(name);
    event.attributes = copyAttributes(attributes, m_limits->attributesPerEvent, event.droppedAttributes);
    std::construct_at(m_head.events + m_head.eventCount++, event);
}

void SpanRecord::link(const SpanContext &target, AttributeList attributes) noexcept
{
    Link *const items = m_head.linkCount < m_limits->links
                            ? grow(m_head.links, m_head.linkCount, m_linkCapacity, m_limits->links)
                            : nullptr;
    if (items == nullptr) {
        ++m_head.droppedLinks;
        return;
    }
    m_head.links = items;
    Link link;
    link.traceId = target.traceId;
    link.spanId = target.spanId;
    link.traceState = copy(target.traceState.header());
    link.flags = target.flags | spanflags::hasIsRemote | (target.isRemote ? spanflags::isRemote : 0U);
    link.attributes = copyAttributes(attributes, m_limits->attributesPerLink, link.droppedAttributes);
    std::construct_at(m_head.links + m_head.linkCount++, link);
}

void SpanRecord::setStatus(StatusCode status, std::string_view message) noexcept
{
    if (m_head.status == StatusCode::Ok || status == StatusCode::Unset)
        return;
    m_head.status = status;
    if (status == StatusCode::Ok)
        m_head.statusMessage = {};
    else if (!message.empty())
        m_head.statusMessage = copy(message);
}

void RecordedSpan::appendTo(TelemetryBatch &batch, std::uint32_t scopeIndex) const
{
    DeepCopy<Arena, Moved> deep(batch.arena, SIZE_MAX, Moved{*this});
    const auto copied = [&](std::span<const Attribute> list) {
        return deep.list<Attribute>(list, 0, [&](const Attribute &a) {
            return Attribute{deep.text(a.key), deep.value(a.value)};
        });
    };
    Span span;
    span.traceId = head->traceId;
    span.id = head->id;
    span.parent = head->parent;
    span.name = deep.text(head->name);
    span.time = head->time;
    span.kind = head->kind;
    span.status = head->status;
    span.statusMessage = deep.text(head->statusMessage);
    span.traceState = deep.text(head->traceState);
    span.attributes = copied({attributes, head->attributeCount});
    span.events =
        deep.list<Event>(std::span<const Event>(head->events, head->eventCount), 0, [&](Event event) {
            event.name = deep.text(event.name);
            event.attributes = copied(event.attributes);
            return event;
        });
    span.links = deep.list<Link>(std::span<const Link>(head->links, head->linkCount), 0, [&](Link link) {
        link.traceState = deep.text(link.traceState);
        link.attributes = copied(link.attributes);
        return link;
    });
    span.flags = head->flags;
    span.droppedAttributes = head->droppedAttributes;
    span.droppedEvents = head->droppedEvents;
    span.droppedLinks = head->droppedLinks;
    span.scope = scopeIndex;
    batch.spans.push_back(span);
}

} // namespace spanwise
