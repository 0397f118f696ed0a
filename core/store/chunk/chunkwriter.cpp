// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkwriter.h"

#include "core/store/chunk/chunkformat.h"

#include <algorithm>

namespace spanwise {
namespace {

using chunkformat::Tag;
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
    m_strings.clear();
    m_texts.clear();
    m_body.clear();
    m_resources.clear();
    m_scopes.clear();
    m_lastBegin = 0;

    EncodedChunk chunk;
    collectIds(spans, chunk);
    for (const SpanSource &source : spans)
        span(source);
    m_spanBytes.swap(m_body); // not taken: the buffers keep their room from chunk to chunk
    m_body.clear();

    // Resources and scopes are known only now, and their strings join the table before it is written.
    m_body.varint(m_resources.size());
    for (const auto &[batch, index] : m_resources) {
        const Resource resource = index < batch->resources.size() ? batch->resources[index] : Resource{};
        attributes(resource.attributes);
        string(resource.schemaUrl);
        m_body.varint(resource.droppedAttributes);
    }
    m_body.varint(m_scopes.size());
    for (const auto &[batch, index] : m_scopes) {
        const Scope scope = index < batch->scopes.size() ? batch->scopes[index] : Scope{};
        string(scope.name);
        string(scope.version);
        attributes(scope.attributes);
        string(scope.schemaUrl);
        m_body.varint(scope.droppedAttributes);
    }
    m_ownerBytes.swap(m_body);
    m_body.clear();

    m_body.varint(chunkformat::version);
    m_body.varint(m_strings.strings().size());
    for (const std::string_view text : m_strings.strings())
        m_body.varint(text.size());
    for (const std::string_view text : m_strings.strings())
        m_body.raw(text);
    m_body.raw(m_ownerBytes.bytes());
    m_body.varint(spans.size());
    m_body.raw(m_spanBytes.bytes());
    chunk.data = m_body.bytes();
    chunk.texts = m_texts.strings();
    return chunk;
}

void ChunkWriter::collectIds(std::span<const SpanSource> spans, EncodedChunk &chunk)
{
    m_ids.clear();
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
    const std::uint32_t resource = resourceOf(source);
    const std::uint32_t scope = scopeOf(source);
    const std::uint64_t mask = fieldsOf(span, resource, scope);
    const std::int64_t begin = nanoseconds(span.time.begin);
    m_body.varint(mask);
    m_body.zigzag(difference(begin, m_lastBegin));
    m_body.zigzag(difference(nanoseconds(span.time.end), begin));
    m_lastBegin = begin;
    string(span.name);
    if ((mask & fields::parent) != 0)
        parent(span.parent);
    if ((mask & fields::resource) != 0)
        m_body.varint(resource);
    if ((mask & fields::scope) != 0)
        m_body.varint(scope);
    if ((mask & fields::kind) != 0)
        m_body.byte(static_cast<std::uint8_t>(span.kind));
    if ((mask & fields::status) != 0)
        m_body.byte(static_cast<std::uint8_t>(span.status));
    if ((mask & fields::statusMessage) != 0)
        string(span.statusMessage);
    if ((mask & fields::traceState) != 0)
        string(span.traceState);
    if ((mask & fields::attributes) != 0)
        attributes(span.attributes);
    if ((mask & fields::events) != 0)
        events(span);
    if ((mask & fields::links) != 0)
        links(span);
    for (const auto &[field, number] : {std::pair(fields::flags, span.flags),
                                        std::pair(fields::droppedAttributes, span.droppedAttributes),
                                        std::pair(fields::droppedEvents, span.droppedEvents),
                                        std::pair(fields::droppedLinks, span.droppedLinks)}) {
        if ((mask & field) != 0)
            m_body.varint(number);
    }
}

void ChunkWriter::parent(SpanId id)
{
    const auto it = std::ranges::lower_bound(m_ids, id, {}, &std::pair<SpanId, std::uint32_t>::first);
    if (it != m_ids.end() && it->first == id) {
        m_body.varint(it->second + 1U);
    } else {
        m_body.varint(0);
        m_body.raw(view(id.bytes()));
    }
}

void ChunkWriter::string(std::string_view text)
{
    if (text.size() >= chunkformat::textBytes)
        m_body.varint(m_texts.intern(text) * 2ULL + 1);
    else
        m_body.varint(m_strings.intern(text) * 2ULL);
}

void ChunkWriter::value(const Value &value)
{
    const auto tag = [&](Tag t) { m_body.byte(static_cast<std::uint8_t>(t)); };
    switch (value.type()) {
    case Value::Type::Empty:
        return tag(Tag::Empty);
    case Value::Type::String:
        tag(Tag::String);
        return string(value.string());
    case Value::Type::Bytes:
        tag(Tag::Bytes);
        return string(value.string());
    case Value::Type::Bool:
        return tag(value.boolean() ? Tag::True : Tag::False);
    case Value::Type::Int:
        tag(Tag::Int);
        return m_body.zigzag(value.integer());
    case Value::Type::Double:
        tag(Tag::Double);
        return m_body.real(value.real());
    case Value::Type::Array:
        tag(Tag::Array);
        m_body.varint(value.array().size());
        for (const Value &item : value.array())
            this->value(item);
        return;
    case Value::Type::Map:
        tag(Tag::Map);
        return attributes(value.map());
    }
}

void ChunkWriter::attributes(std::span<const Attribute> attributes)
{
    m_body.varint(attributes.size());
    for (const Attribute &attribute : attributes) {
        string(attribute.key);
        value(attribute.value);
    }
}

void ChunkWriter::events(const Span &span)
{
    m_body.varint(span.events.size());
    for (const Event &event : span.events) {
        m_body.zigzag(difference(nanoseconds(event.time), nanoseconds(span.time.begin)));
        string(event.name);
        attributes(event.attributes);
        m_body.varint(event.droppedAttributes);
    }
}

void ChunkWriter::links(const Span &span)
{
    m_body.varint(span.links.size());
    for (const Link &link : span.links) {
        m_body.raw(view(link.traceId.bytes()));
        m_body.raw(view(link.spanId.bytes()));
        string(link.traceState);
        attributes(link.attributes);
        m_body.varint(link.droppedAttributes);
        m_body.varint(link.flags);
    }
}

std::uint32_t ChunkWriter::resourceOf(const SpanSource &source)
{
    return indexOf(m_resources, {source.batch, source.span().resource});
}

std::uint32_t ChunkWriter::scopeOf(const SpanSource &source)
{
    return indexOf(m_scopes, {source.batch, source.span().scope});
}

std::uint32_t ChunkWriter::indexOf(std::vector<Owner> &list, const Owner &owner)
{
    // The spans of a trace come from a handful of resources and arrive in runs: the last one is usually right.
    const auto it = std::find(list.rbegin(), list.rend(), owner);
    if (it != list.rend())
        return static_cast<std::uint32_t>(list.rend() - it - 1);
    list.push_back(owner);
    return static_cast<std::uint32_t>(list.size() - 1);
}

} // namespace spanwise
