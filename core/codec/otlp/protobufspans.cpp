// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/protobufspans.h"

namespace spanwise {

using protozero::pbf_reader;
using protozero::tag_and_type;

namespace {

constexpr auto lengthDelimited = ProtobufReader::lengthDelimited;
constexpr auto varint = ProtobufReader::varint;
constexpr auto fixed64 = ProtobufReader::fixed64;
constexpr auto fixed32 = ProtobufReader::fixed32;

} // namespace

void ProtobufSpans::read(pbf_reader message)
{
    Span span = m_reader.sink.beginSpan();
    const auto attributes = m_reader.sink.attributes.mark();
    const auto events = m_reader.sink.events.mark();
    const auto links = m_reader.sink.links.mark();
    m_reader.eachField(
        message, [&](pbf_reader &field) { return identityField(field, span) || contentField(field, span); });
    span.attributes = m_reader.sink.attributes.take(attributes, m_reader.sink.arena());
    span.events = m_reader.sink.events.take(events, m_reader.sink.arena());
    span.links = m_reader.sink.links.take(links, m_reader.sink.arena());
    m_reader.sink.finishSpan(span);
}

bool ProtobufSpans::identityField(pbf_reader &field, Span &span)
{
    switch (field.tag_and_type()) {
    case tag_and_type(1, lengthDelimited):
        m_reader.sink.setTraceId(span, m_reader.bytes(field));
        return true;
    case tag_and_type(2, lengthDelimited):
        m_reader.sink.setSpanId(span, m_reader.bytes(field));
        return true;
    case tag_and_type(3, lengthDelimited):
        span.traceState = m_reader.text(field);
        return true;
    case tag_and_type(4, lengthDelimited):
        m_reader.sink.setParent(span, m_reader.bytes(field));
        return true;
    case tag_and_type(5, lengthDelimited):
        span.name = m_reader.text(field);
        return true;
    case tag_and_type(6, varint): {
        const std::int32_t kind = field.get_enum();
        span.kind = kind >= 0 && kind <= 5 ? static_cast<SpanKind>(kind) : SpanKind::Unspecified;
        return true;
    }
    case tag_and_type(7, fixed64):
        span.time.begin = m_reader.sink.timestamp(field.get_fixed64(), "start time");
        return true;
    case tag_and_type(8, fixed64):
        span.time.end = m_reader.sink.timestamp(field.get_fixed64(), "end time");
        return true;
    case tag_and_type(16, fixed32):
        span.flags = field.get_fixed32();
        return true;
    default:
        return false;
    }
}

bool ProtobufSpans::contentField(pbf_reader &field, Span &span)
{
    switch (field.tag_and_type()) {
    case tag_and_type(9, lengthDelimited):
        m_reader.attribute(field.get_message());
        return true;
    case tag_and_type(10, varint):
        span.droppedAttributes = field.get_uint32();
        return true;
    case tag_and_type(11, lengthDelimited):
        event(field.get_message());
        return true;
    case tag_and_type(12, varint):
        span.droppedEvents = field.get_uint32();
        return true;
    case tag_and_type(13, lengthDelimited):
        link(field.get_message());
        return true;
    case tag_and_type(14, varint):
        span.droppedLinks = field.get_uint32();
        return true;
    case tag_and_type(15, lengthDelimited):
        status(field.get_message(), span);
        return true;
    default:
        return false;
    }
}

void ProtobufSpans::status(pbf_reader message, Span &span)
{
    std::int32_t code = 0;
    std::int32_t deprecatedCode = 0;
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, varint):
            deprecatedCode = field.get_enum();
            return true;
        case tag_and_type(2, lengthDelimited):
            span.statusMessage = m_reader.text(field);
            return true;
        case tag_and_type(3, varint):
            code = field.get_enum();
            return true;
        default:
            return false;
        }
    });
    if (code == 0 && deprecatedCode != 0)
        code = static_cast<std::int32_t>(StatusCode::Error); // protocols.md 1.7
    span.status = code >= 0 && code <= 2 ? static_cast<StatusCode>(code) : StatusCode::Unset;
}

void ProtobufSpans::event(pbf_reader message)
{
    Event event;
    const auto mark = m_reader.sink.attributes.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, fixed64):
            event.time = m_reader.sink.timestamp(field.get_fixed64(), "event time");
            return true;
        case tag_and_type(2, lengthDelimited):
            event.name = m_reader.text(field);
            return true;
        case tag_and_type(3, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        case tag_and_type(4, varint):
            event.droppedAttributes = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
    event.attributes = m_reader.sink.attributes.take(mark, m_reader.sink.arena());
    m_reader.sink.events.push(event);
}

void ProtobufSpans::link(pbf_reader message)
{
    Link link;
    std::string_view traceId;
    std::string_view spanId;
    const auto mark = m_reader.sink.attributes.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            traceId = m_reader.bytes(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            spanId = m_reader.bytes(field);
            return true;
        case tag_and_type(3, lengthDelimited):
            link.traceState = m_reader.text(field);
            return true;
        case tag_and_type(4, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        case tag_and_type(5, varint):
            link.droppedAttributes = field.get_uint32();
            return true;
        case tag_and_type(6, fixed32):
            link.flags = field.get_fixed32();
            return true;
        default:
            return false;
        }
    });
    link.traceId = BatchSink::traceIdOrNone(traceId);
    link.spanId = BatchSink::spanIdOrNone(spanId);
    link.attributes = m_reader.sink.attributes.take(mark, m_reader.sink.arena());
    m_reader.sink.links.push(link);
}

} // namespace spanwise
