// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkreader.h"

#include "core/store/chunk/chunkformat.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace spanwise {
namespace {

namespace fields = chunkformat::fields;

std::int64_t sum(std::int64_t base, std::int64_t difference)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                     static_cast<std::uint64_t>(difference));
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

} // namespace

bool ChunkReader::read(std::string_view data, std::string_view spanIds,
                       std::span<const std::string_view> texts)
{
    ByteReader in(data);
    m_spanIds = spanIds;
    m_lastBegin = 0;
    const std::size_t before = m_batch.spans.size();
    if (!m_in.begin(in, texts))
        return false;
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

Span ChunkReader::span(ByteReader &in, std::size_t index)
{
    Span span;
    const std::uint64_t mask = in.varint();
    const auto has = [&](std::uint64_t field) { return (mask & field) != 0; };
    const auto number = [&](std::uint64_t field) {
        return has(field) ? static_cast<std::uint32_t>(in.varint()) : 0U;
    };
    const std::int64_t begin = sum(m_lastBegin, in.zigzag());
    m_lastBegin = begin;
    span.traceId = m_trace;
    span.id = idAt(index);
    span.time = {instant(begin), instant(sum(begin, in.zigzag()))};
    span.name = m_in.string(in);
    if (has(fields::parent))
        span.parent = parent(in);
    const std::uint32_t resource = number(fields::resource);
    const std::uint32_t scope = number(fields::scope);
    span.resource = m_in.resource(in, resource);
    span.scope = m_in.scope(in, scope);
    if (has(fields::kind))
        span.kind = static_cast<SpanKind>(in.byte());
    if (has(fields::status))
        span.status = static_cast<StatusCode>(in.byte());
    if (has(fields::statusMessage))
        span.statusMessage = m_in.string(in);
    if (has(fields::traceState))
        span.traceState = m_in.string(in);
    if (has(fields::attributes))
        span.attributes = m_in.sharedAttributes(in);
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

std::span<const Event> ChunkReader::events(ByteReader &in, std::int64_t begin)
{
    const std::size_t count = in.count();
    Event *const items = m_batch.arena.allocate<Event>(count);
    std::uninitialized_default_construct_n(items, count);
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        items[i].time = instant(sum(begin, in.zigzag()));
        items[i].name = m_in.string(in);
        items[i].attributes = m_in.attributes(in);
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
        items[i].traceState = m_in.string(in);
        items[i].attributes = m_in.attributes(in);
        items[i].droppedAttributes = static_cast<std::uint32_t>(in.varint());
        items[i].flags = static_cast<std::uint32_t>(in.varint());
    }
    return {items, count};
}

} // namespace spanwise
