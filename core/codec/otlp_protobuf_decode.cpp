// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"
#include "core/codec/batchsink.h"

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include <exception>
#include <limits>
#include <vector>

namespace spanwise {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

constexpr auto lengthDelimited = pbf_wire_type::length_delimited;
constexpr auto varint = pbf_wire_type::varint;
constexpr auto fixed64 = pbf_wire_type::fixed64;
constexpr auto fixed32 = pbf_wire_type::fixed32;

/// Reads one body. Field numbers are those of protocols.md 1.1 to 1.3. protozero throws on damaged structure; a field
/// of an unexpected wire type is skipped like an unknown one, as protobuf's own readers do.
class Decoder
{
public:
    Decoder(std::string_view body, DecodedBatch &out) : m_body(body), m_at(body.data()), m_sink(out) {}

    void request();
    /// Where the message that is being read was intact last.
    std::size_t position() const noexcept { return static_cast<std::size_t>(m_at - m_body.data()); }

private:
    /// Calls onField for every field; what it does not take (false) is skipped.
    template<class OnField>
    void eachField(pbf_reader message, OnField onField)
    {
        for (m_at = message.data().data(); message.next(); m_at = message.data().data()) {
            if (!onField(message))
                message.skip();
        }
    }

    std::string_view bytes(pbf_reader &field)
    {
        const auto view = field.get_view();
        return {view.data(), view.size()};
    }
    std::string_view text(pbf_reader &field) { return m_sink.text(bytes(field)); }

    void resourceSpans(pbf_reader message);
    void resource(pbf_reader message, Resource &resource);
    void scopeSpans(pbf_reader message);
    void scope(pbf_reader message, Scope &scope);
    void span(pbf_reader message);
    bool identityField(pbf_reader &field, Span &span);
    bool contentField(pbf_reader &field, Span &span);
    void status(pbf_reader message, Span &span);
    void event(pbf_reader message);
    void link(pbf_reader message);
    void attribute(pbf_reader message, int depth = 0);
    Value value(pbf_reader message, int depth);
    Value array(pbf_reader message, int depth);
    Value map(pbf_reader message, int depth);

    const std::string_view m_body;
    const char *m_at;
    BatchSink m_sink;
};

void Decoder::request()
{
    eachField(pbf_reader(m_body.data(), m_body.size()), [&](pbf_reader &field) {
        if (field.tag_and_type() != tag_and_type(1, lengthDelimited))
            return false;
        resourceSpans(field.get_message());
        return true;
    });
}

void Decoder::resourceSpans(pbf_reader message)
{
    const std::uint32_t index = m_sink.addResource();
    std::vector<pbf_reader> oldShape; // proto 0.15-0.18 sent the same spans twice, in 2 and in 1000
    bool newShape = false;
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            resource(field.get_message(), m_sink.batch().resources[index]);
            return true;
        case tag_and_type(2, lengthDelimited):
            newShape = true;
            scopeSpans(field.get_message());
            return true;
        case tag_and_type(3, lengthDelimited):
            m_sink.batch().resources[index].schemaUrl = text(field);
            return true;
        case tag_and_type(1000, lengthDelimited):
            oldShape.push_back(field.get_message());
            return true;
        default:
            return false;
        }
    });
    if (!newShape) {
        for (const pbf_reader &old : oldShape)
            scopeSpans(old);
    }
}

void Decoder::resource(pbf_reader message, Resource &resource)
{
    const auto mark = m_sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            attribute(field.get_message());
            return true;
        case tag_and_type(2, varint):
            resource.droppedAttributes = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
    resource.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.finishPart("resource");
}

void Decoder::scopeSpans(pbf_reader message)
{
    const std::uint32_t index = m_sink.addScope();
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            scope(field.get_message(), m_sink.batch().scopes[index]);
            return true;
        case tag_and_type(2, lengthDelimited):
            span(field.get_message());
            return true;
        case tag_and_type(3, lengthDelimited):
            m_sink.batch().scopes[index].schemaUrl = text(field);
            return true;
        default:
            return false;
        }
    });
}

void Decoder::scope(pbf_reader message, Scope &scope)
{
    const auto mark = m_sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            scope.name = text(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            scope.version = text(field);
            return true;
        case tag_and_type(3, lengthDelimited):
            attribute(field.get_message());
            return true;
        case tag_and_type(4, varint):
            scope.droppedAttributes = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
    scope.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.finishPart("scope");
}

void Decoder::span(pbf_reader message)
{
    Span span = m_sink.beginSpan();
    const auto attributes = m_sink.attributes.mark();
    const auto events = m_sink.events.mark();
    const auto links = m_sink.links.mark();
    eachField(message, [&](pbf_reader &field) { return identityField(field, span) || contentField(field, span); });
    span.attributes = m_sink.attributes.take(attributes, m_sink.arena());
    span.events = m_sink.events.take(events, m_sink.arena());
    span.links = m_sink.links.take(links, m_sink.arena());
    m_sink.finishSpan(span);
}

bool Decoder::identityField(pbf_reader &field, Span &span)
{
    switch (field.tag_and_type()) {
    case tag_and_type(1, lengthDelimited):
        m_sink.setTraceId(span, bytes(field));
        return true;
    case tag_and_type(2, lengthDelimited):
        m_sink.setSpanId(span, bytes(field));
        return true;
    case tag_and_type(3, lengthDelimited):
        span.traceState = text(field);
        return true;
    case tag_and_type(4, lengthDelimited):
        m_sink.setParent(span, bytes(field));
        return true;
    case tag_and_type(5, lengthDelimited):
        span.name = text(field);
        return true;
    case tag_and_type(6, varint): {
        const std::int32_t kind = field.get_enum();
        span.kind = kind >= 0 && kind <= 5 ? static_cast<SpanKind>(kind) : SpanKind::Unspecified;
        return true;
    }
    case tag_and_type(7, fixed64):
        span.time.begin = m_sink.timestamp(field.get_fixed64(), "start time");
        return true;
    case tag_and_type(8, fixed64):
        span.time.end = m_sink.timestamp(field.get_fixed64(), "end time");
        return true;
    case tag_and_type(16, fixed32):
        span.flags = field.get_fixed32();
        return true;
    default:
        return false;
    }
}

bool Decoder::contentField(pbf_reader &field, Span &span)
{
    switch (field.tag_and_type()) {
    case tag_and_type(9, lengthDelimited):
        attribute(field.get_message());
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

void Decoder::status(pbf_reader message, Span &span)
{
    std::int32_t code = 0;
    std::int32_t deprecatedCode = 0;
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, varint):
            deprecatedCode = field.get_enum();
            return true;
        case tag_and_type(2, lengthDelimited):
            span.statusMessage = text(field);
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

void Decoder::event(pbf_reader message)
{
    Event event;
    const auto mark = m_sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, fixed64):
            event.time = m_sink.timestamp(field.get_fixed64(), "event time");
            return true;
        case tag_and_type(2, lengthDelimited):
            event.name = text(field);
            return true;
        case tag_and_type(3, lengthDelimited):
            attribute(field.get_message());
            return true;
        case tag_and_type(4, varint):
            event.droppedAttributes = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
    event.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.events.push(event);
}

void Decoder::link(pbf_reader message)
{
    Link link;
    std::string_view traceId;
    std::string_view spanId;
    const auto mark = m_sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            traceId = bytes(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            spanId = bytes(field);
            return true;
        case tag_and_type(3, lengthDelimited):
            link.traceState = text(field);
            return true;
        case tag_and_type(4, lengthDelimited):
            attribute(field.get_message());
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
    link.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.links.push(link);
}

void Decoder::attribute(pbf_reader message, int depth)
{
    Attribute attribute;
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            attribute.key = text(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            attribute.value = value(field.get_message(), depth + 1);
            return true;
        default:
            return false;
        }
    });
    m_sink.attributes.push(attribute);
}

Value Decoder::value(pbf_reader message, int depth)
{
    if (depth > BatchSink::maxValueDepth) {
        m_sink.fault("an attribute value is nested deeper than 64 levels");
        return {};
    }
    Value result;
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            result = Value::ofString(text(field));
            return true;
        case tag_and_type(2, varint):
            result = Value::ofBool(field.get_bool());
            return true;
        case tag_and_type(3, varint):
            result = Value::ofInt(field.get_int64());
            return true;
        case tag_and_type(4, fixed64):
            result = Value::ofDouble(field.get_double());
            return true;
        case tag_and_type(5, lengthDelimited):
            result = array(field.get_message(), depth);
            return true;
        case tag_and_type(6, lengthDelimited):
            result = map(field.get_message(), depth);
            return true;
        case tag_and_type(7, lengthDelimited):
            result = Value::ofBytes(bytes(field));
            return true;
        default:
            return false;
        }
    });
    return result;
}

Value Decoder::array(pbf_reader message, int depth)
{
    const auto mark = m_sink.values.mark();
    eachField(message, [&](pbf_reader &field) {
        if (field.tag_and_type() != tag_and_type(1, lengthDelimited))
            return false;
        m_sink.values.push(value(field.get_message(), depth + 1));
        return true;
    });
    return Value::ofArray(m_sink.values.take(mark, m_sink.arena()));
}

Value Decoder::map(pbf_reader message, int depth)
{
    const auto mark = m_sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        if (field.tag_and_type() != tag_and_type(1, lengthDelimited))
            return false;
        attribute(field.get_message(), depth);
        return true;
    });
    return Value::ofMap(m_sink.attributes.take(mark, m_sink.arena()));
}

} // namespace

Result<DecodedBatch> decodeOtlpProtobuf(std::string body)
{
    DecodedBatch decoded;
    if (body.size() > std::numeric_limits<std::uint32_t>::max())
        return Error{Error::Code::TooLarge, "A protobuf body of 4 GiB or more cannot be read; send it in parts."};
    Decoder decoder(decoded.batch.arena.adopt(std::move(body)), decoded);
    try {
        decoder.request();
    } catch (const protozero::exception &problem) {
        return Error{Error::Code::InvalidInput, "The body is not OTLP protobuf: damaged near byte "
                                                    + std::to_string(decoder.position()) + " (" + problem.what()
                                                    + ")."};
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput, std::string("The protobuf body could not be read: ") + problem.what()};
    }
    return decoded;
}

} // namespace spanwise
