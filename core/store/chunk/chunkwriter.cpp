// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkwriter.h"

#include "core/store/chunk/chunkformat.h"

#include <algorithm>

namespace spanwise {
namespace {

namespace fields = chunkformat::fields;

std::int64_t nanoseconds(Timestamp time)
{
    return time.time_since_epoch().count();
}

/// Two's complement difference: right for any pair of instants, as reading adds with the same wrap.
std::int64_t difference(std::int64_t to, std::int64_t from)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from));
}

template<std::size_t N>
std::string_view view(std::span<const std::uint8_t, N> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), N};
}

std::uint64_t fieldsOf(const Span &span, std::uint32_t resource, std::uint32_t scope)
{
    std::uint64_t mask = 0;
    const auto set = [&](std::uint64_t field, bool present) { mask |= present ? field : 0; };
    set(fields::parent, static_cast<bool>(span.parent));
    set(fields::resource, resource != 0);
    set(fields::scope, scope != 0);
    set(fields::kind, span.kind != SpanKind::Unspecified);
    set(fields::status, span.status != StatusCode::Unset);
    set(fields::attributes, !span.attributes.empty());
    set(fields::events, !span.events.empty());
    set(fields::links, !span.links.empty());
    set(fields::statusMessage, !span.statusMessage.empty());
    set(fields::traceState, !span.traceState.empty());
    set(fields::flags, span.flags != 0);
    set(fields::droppedAttributes, span.droppedAttributes != 0);
    set(fields::droppedEvents, span.droppedEvents != 0);
    set(fields::droppedLinks, span.droppedLinks != 0);
    return mask;
}

} // namespace

EncodedChunk ChunkWriter::encode(std::span<const SpanSource> spans)
{
    EncodedChunk chunk;
    encode(spans, chunk);
    return chunk;
}

void ChunkWriter::encode(std::span<const SpanSource> spans, EncodedChunk &chunk)
{
    m_out.begin();
    m_lastBegin = 0;
    collectIds(spans, chunk);
    for (const SpanSource &source : spans)
        span(source);
    chunk.data = m_out.finish(spans.size());
    chunk.texts = m_out.texts();
    m_out.begin(); // the room of a large chunk is given back now, not with the next one
}

void ChunkWriter::collectIds(std::span<const SpanSource> spans, EncodedChunk &chunk)
{
    m_ids.clear();
    chunk.spanIds.clear();
    chunk.spanIds.reserve(spans.size() * SpanId::byteCount);
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        const SpanId id = spans[i].span().id;
        chunk.spanIds.append(view(id.bytes()));
        m_ids.emplace_back(id, i);
    }
    std::ranges::sort(m_ids);
}

void ChunkWriter::span(const SpanSource &source)
{
    const Span &span = source.span();
    const std::uint32_t resource = m_out.resource(*source.batch, span.resource);
    const std::uint32_t scope = m_out.scope(*source.batch, span.scope);
    const std::uint64_t mask = fieldsOf(span, resource, scope);
    const std::int64_t begin = nanoseconds(span.time.begin);
    m_out.body().varint(mask);
    m_out.body().zigzag(difference(begin, m_lastBegin));
    m_out.body().zigzag(difference(nanoseconds(span.time.end), begin));
    m_lastBegin = begin;
    m_out.string(span.name);
    if ((mask & fields::parent) != 0)
        parent(span.parent);
    if ((mask & fields::resource) != 0)
        m_out.body().varint(resource);
    if ((mask & fields::scope) != 0)
        m_out.body().varint(scope);
    if ((mask & fields::kind) != 0)
        m_out.body().byte(static_cast<std::uint8_t>(span.kind));
    if ((mask & fields::status) != 0)
        m_out.body().byte(static_cast<std::uint8_t>(span.status));
    if ((mask & fields::statusMessage) != 0)
        m_out.string(span.statusMessage);
    if ((mask & fields::traceState) != 0)
        m_out.string(span.traceState);
    if ((mask & fields::attributes) != 0)
        m_out.attributes(span.attributes);
    if ((mask & fields::events) != 0)
        events(span);
    if ((mask & fields::links) != 0)
        links(span);
    for (const auto &[field, number] :
         {std::pair(fields::flags, span.flags), std::pair(fields::droppedAttributes, span.droppedAttributes),
          std::pair(fields::droppedEvents, span.droppedEvents),
          std::pair(fields::droppedLinks, span.droppedLinks)}) {
        if ((mask & field) != 0)
            m_out.body().varint(number);
    }
}

void ChunkWriter::parent(SpanId id)
{
    const auto it = std::ranges::lower_bound(m_ids, id, {}, &std::pair<SpanId, std::uint32_t>::first);
    if (it != m_ids.end() && it->first == id) {
        m_out.body().varint(it->second + 1U);
    } else {
        m_out.body().varint(0);
        m_out.body().raw(view(id.bytes()));
    }
}

void ChunkWriter::events(const Span &span)
{
    m_out.body().varint(span.events.size());
    for (const Event &event : span.events) {
        m_out.body().zigzag(difference(nanoseconds(event.time), nanoseconds(span.time.begin)));
        m_out.string(event.name);
        m_out.attributes(event.attributes);
        m_out.body().varint(event.droppedAttributes);
    }
}

void ChunkWriter::links(const Span &span)
{
    m_out.body().varint(span.links.size());
    for (const Link &link : span.links) {
        m_out.body().raw(view(link.traceId.bytes()));
        m_out.body().raw(view(link.spanId.bytes()));
        m_out.string(link.traceState);
        m_out.attributes(link.attributes);
        m_out.body().varint(link.droppedAttributes);
        m_out.body().varint(link.flags);
    }
}

} // namespace spanwise
