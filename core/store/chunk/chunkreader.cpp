// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkreader.h"

#include "core/store/chunk/chunkformat.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace spanwise {
namespace {

using chunkformat::Tag;
namespace fields = chunkformat::fields;

std::int64_t sum(std::int64_t base, std::int64_t difference)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(difference));
}

Timestamp instant(std::int64_t nanoseconds)
{
    return Timestamp(Duration(nanoseconds));
}

template<class Id>
Id idFrom(std::string_view bytes)
{
    std::array<std::uint8_t, Id::byteCount> raw{};
    if (bytes.size() == raw.size())
        std::memcpy(raw.data(), bytes.data(), raw.size());
    return Id(raw);
}

template<class Owner>
bool same(const Owner &left, const Owner &right);

template<>
bool same(const Resource &left, const Resource &right)
{
    return left.schemaUrl == right.schemaUrl && left.droppedAttributes == right.droppedAttributes
           && std::ranges::equal(left.attributes, right.attributes);
}

template<>
bool same(const Scope &left, const Scope &right)
{
    return left.name == right.name && left.version == right.version && left.schemaUrl == right.schemaUrl
           && left.droppedAttributes == right.droppedAttributes && std::ranges::equal(left.attributes, right.attributes);
}

template<class Owner>
std::uint32_t placeOf(std::vector<Owner> &list, const Owner &owner)
{
    const auto it = std::ranges::find_if(list, [&](const Owner &known) { return same(known, owner); });
    if (it != list.end())
        return static_cast<std::uint32_t>(it - list.begin());
    list.push_back(owner);
    return static_cast<std::uint32_t>(list.size() - 1);
}

} // namespace

bool ChunkReader::read(std::string_view data, std::string_view spanIds, std::span<const std::string_view> texts)
{
    ByteReader in(data);
    m_texts = texts;
    m_spanIds = spanIds;
    m_lastBegin = 0;
    const std::size_t before = m_batch.spans.size();
    if (in.varint() != chunkformat::version || !readStrings(in))
        return false;
    readResources(in);
    readScopes(in);
    const std::size_t count = in.count();
    if (count * SpanId::byteCount != spanIds.size())
        return false;
    m_batch.spans.reserve(before + count);
    for (std::size_t i = 0; i < count && !in.failed(); ++i)
        m_batch.spans.push_back(span(in, i));
    if (in.failed() || !in.atEnd()) {
        m_batch.spans.resize(before);
        return false;
    }
    return true;
}

bool ChunkReader::readStrings(ByteReader &in)
{
    std::vector<std::size_t> sizes(in.count());
    for (std::size_t &size : sizes)
        size = static_cast<std::size_t>(in.varint());
    m_strings.clear();
    m_strings.reserve(sizes.size());
    for (const std::size_t size : sizes)
        m_strings.push_back(in.raw(size));
    return !in.failed();
}

void ChunkReader::readResources(ByteReader &in)
{
    m_resources.clear();
    for (std::size_t left = in.count(); left > 0; --left) {
        Resource resource;
        resource.attributes = attributes(in);
        resource.schemaUrl = string(in);
        resource.droppedAttributes = static_cast<std::uint32_t>(in.varint());
        m_resources.push_back(placeOf(m_batch.resources, resource));
    }
}

void ChunkReader::readScopes(ByteReader &in)
{
    m_scopes.clear();
    for (std::size_t left = in.count(); left > 0; --left) {
        Scope scope;
        scope.name = string(in);
        scope.version = string(in);
        scope.attributes = attributes(in);
        scope.schemaUrl = string(in);
        scope.droppedAttributes = static_cast<std::uint32_t>(in.varint());
        m_scopes.push_back(placeOf(m_batch.scopes, scope));
    }
}

Span ChunkReader::span(ByteReader &in, std::size_t index)
{
    Span span;
    const std::uint64_t mask = in.varint();
    const auto has = [&](std::uint64_t field) { return (mask & field) != 0; };
    const auto number = [&](std::uint64_t field) { return has(field) ? static_cast<std::uint32_t>(in.varint()) : 0U; };
    const std::int64_t begin = sum(m_lastBegin, in.zigzag());
    m_lastBegin = begin;
    span.traceId = m_trace;
    span.id = idAt(index);
    span.time = {instant(begin), instant(sum(begin, in.zigzag()))};
    span.name = string(in);
    if (has(fields::parent))
        span.parent = parent(in);
    const std::uint32_t resource = number(fields::resource);
    const std::uint32_t scope = number(fields::scope);
    if (resource >= m_resources.size() || scope >= m_scopes.size()) {
        in.fail();
        return span;
    }
    span.resource = m_resources[resource];
    span.scope = m_scopes[scope];
    if (has(fields::kind))
        span.kind = static_cast<SpanKind>(in.byte());
    if (has(fields::status))
        span.status = static_cast<StatusCode>(in.byte());
    if (has(fields::statusMessage))
        span.statusMessage = string(in);
    if (has(fields::traceState))
        span.traceState = string(in);
    if (has(fields::attributes))
        span.attributes = attributes(in);
    if (has(fields::events))
        span.events = events(in, begin);
    if (has(fields::links))
        span.links = links(in);
    span.flags = number(fields::flags);
    span.droppedAttributes = number(fields::droppedAttributes);
    span.droppedEvents = number(fields::droppedEvents);
    span.droppedLinks = number(fields::droppedLinks);
    return span;
}

SpanId ChunkReader::parent(ByteReader &in)
{
    const std::uint64_t place = in.varint();
    if (place == 0)
        return idFrom<SpanId>(in.raw(SpanId::byteCount));
    if (place > m_spanIds.size() / SpanId::byteCount) {
        in.fail();
        return {};
    }
    return idAt(static_cast<std::size_t>(place - 1));
}

SpanId ChunkReader::idAt(std::size_t index) const
{
    return idFrom<SpanId>(m_spanIds.substr(index * SpanId::byteCount, SpanId::byteCount));
}

std::string_view ChunkReader::string(ByteReader &in) const
{
    const std::uint64_t reference = in.varint();
    const std::uint64_t index = reference / 2;
    if (reference % 2 == 0 ? index < m_strings.size() : index < m_texts.size())
        return reference % 2 == 0 ? m_strings[index] : m_texts[index];
    in.fail();
    return {};
}

Value ChunkReader::value(ByteReader &in, int depth)
{
    if (depth > chunkformat::maxDepth) {
        in.fail();
        return {};
    }
    switch (static_cast<Tag>(in.byte())) {
    case Tag::Empty:
        return {};
    case Tag::String:
        return Value::ofString(string(in));
    case Tag::Bytes:
        return Value::ofBytes(string(in));
    case Tag::False:
        return Value::ofBool(false);
    case Tag::True:
        return Value::ofBool(true);
    case Tag::Int:
        return Value::ofInt(in.zigzag());
    case Tag::Double:
        return Value::ofDouble(in.real());
    case Tag::Map:
        return Value::ofMap(attributes(in, depth + 1));
    case Tag::Array: {
        const std::size_t count = in.count();
        Value *const items = m_batch.arena.allocate<Value>(count);
        std::uninitialized_default_construct_n(items, count);
        for (std::size_t i = 0; i < count && !in.failed(); ++i)
            items[i] = value(in, depth + 1);
        return Value::ofArray({items, count});
    }
    }
    in.fail();
    return {};
}

std::span<const Attribute> ChunkReader::attributes(ByteReader &in, int depth)
{
    const std::size_t count = in.count();
    Attribute *const items = m_batch.arena.allocate<Attribute>(count);
    std::uninitialized_default_construct_n(items, count);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        items[i].key = string(in);
        items[i].value = value(in, depth);
    }
    return {items, count};
}

std::span<const Event> ChunkReader::events(ByteReader &in, std::int64_t begin)
{
    const std::size_t count = in.count();
    Event *const items = m_batch.arena.allocate<Event>(count);
    std::uninitialized_default_construct_n(items, count);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        items[i].time = instant(sum(begin, in.zigzag()));
        items[i].name = string(in);
        items[i].attributes = attributes(in);
        items[i].droppedAttributes = static_cast<std::uint32_t>(in.varint());
    }
    return {items, count};
}

std::span<const Link> ChunkReader::links(ByteReader &in)
{
    const std::size_t count = in.count();
    Link *const items = m_batch.arena.allocate<Link>(count);
    std::uninitialized_default_construct_n(items, count);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        items[i].traceId = idFrom<TraceId>(in.raw(TraceId::byteCount));
        items[i].spanId = idFrom<SpanId>(in.raw(SpanId::byteCount));
        items[i].traceState = string(in);
        items[i].attributes = attributes(in);
        items[i].droppedAttributes = static_cast<std::uint32_t>(in.varint());
        items[i].flags = static_cast<std::uint32_t>(in.varint());
    }
    return {items, count};
}

} // namespace spanwise
