// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/zipkin.h"
#include "core/codec/zipkinassembler.h"

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include <array>
#include <cstdio>
#include <exception>
#include <limits>

namespace spanwise {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

constexpr auto lengthDelimited = pbf_wire_type::length_delimited;
constexpr auto varint = pbf_wire_type::varint;
constexpr auto fixed64 = pbf_wire_type::fixed64;

std::string_view bytesOf(pbf_reader &field)
{
    const auto view = field.get_view();
    return {view.data(), view.size()};
}

/// Bytes of a binary id, filled up with zeros on the left.
template<class Id>
void readId(std::string_view bytes, std::string_view what, Id &target, ZipkinSpan &span)
{
    if (bytes.size() > Id::byteCount) {
        if (span.fault.empty())
            span.fault = std::string(what) + " has " + std::to_string(bytes.size()) + " bytes, more than " +
                         std::to_string(Id::byteCount);
        return;
    }
    std::array<std::uint8_t, Id::byteCount> padded{};
    std::ranges::copy(bytes, padded.end() - static_cast<std::ptrdiff_t>(bytes.size()));
    target = Id(std::span<const std::uint8_t, Id::byteCount>(padded));
}

std::string ipv4Text(std::string_view bytes)
{
    std::string text;
    for (const char byte : bytes)
        text += (text.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(byte));
    return text;
}

/// Groups of four hex digits without zeros in front: enough to be read back, not shortened with "::".
std::string ipv6Text(std::string_view bytes)
{
    std::string text;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::array<char, 8> group{};
        const auto number = static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << 8U |
                            static_cast<unsigned char>(bytes[i + 1]);
        std::snprintf(group.data(), group.size(), "%s%x", text.empty() ? "" : ":", number);
        text += group.data();
    }
    return text;
}

/// Reads one body; field numbers are those of protocols.md 6. protozero throws on damaged structure; a field
/// of an unexpected wire type is skipped like an unknown one.
class ZipkinProtobufReader
{
public:
    explicit ZipkinProtobufReader(ZipkinAssembler &assembler)
        : m_assembler(assembler)
    {
    }

    void list(pbf_reader message)
    {
        while (message.next()) {
            if (message.tag_and_type() == tag_and_type(1, lengthDelimited))
                span(message.get_message());
            else
                message.skip();
        }
    }

private:
    std::string_view text(pbf_reader &field) { return m_assembler.text(bytesOf(field)); }

    void span(pbf_reader message)
    {
        ZipkinSpan span;
        while (message.next()) {
            if (!identityField(message, span) && !contentField(message, span))
                message.skip();
        }
        m_assembler.add(std::move(span));
    }

    bool identityField(pbf_reader &field, ZipkinSpan &span)
    {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            readId(bytesOf(field), "trace_id", span.traceId, span);
            return true;
        case tag_and_type(2, lengthDelimited):
            readId(bytesOf(field), "parent_id", span.parent, span);
            return true;
        case tag_and_type(3, lengthDelimited):
            readId(bytesOf(field), "id", span.id, span);
            return true;
        case tag_and_type(4, varint): {
            constexpr std::array kinds{SpanKind::Unspecified, SpanKind::Client, SpanKind::Server,
                                       SpanKind::Producer, SpanKind::Consumer};
            const auto kind = static_cast<std::uint32_t>(field.get_enum());
            span.kind = kind < kinds.size() ? kinds[kind] : SpanKind::Unspecified;
            return true;
        }
        case tag_and_type(5, lengthDelimited):
            span.name = text(field);
            return true;
        case tag_and_type(6, fixed64):
            if (const auto time = field.get_fixed64(); time != 0)
                span.timestamp = ZipkinAssembler::timestamp(time, span);
            return true;
        case tag_and_type(7, varint):
            if (const auto length = field.get_uint64(); length != 0)
                span.duration = ZipkinAssembler::duration(length);
            return true;
        default:
            return false;
        }
    }

    bool contentField(pbf_reader &field, ZipkinSpan &span)
    {
        switch (field.tag_and_type()) {
        case tag_and_type(8, lengthDelimited):
            span.local = endpoint(field.get_message());
            return true;
        case tag_and_type(9, lengthDelimited):
            span.remote = endpoint(field.get_message());
            return true;
        case tag_and_type(10, lengthDelimited):
            annotation(field.get_message(), span);
            return true;
        case tag_and_type(11, lengthDelimited):
            tag(field.get_message(), span);
            return true;
        case tag_and_type(12, varint):
            span.debug = field.get_bool();
            return true;
        case tag_and_type(13, varint):
            span.shared = field.get_bool();
            return true;
        default:
            return false;
        }
    }

    ZipkinEndpoint endpoint(pbf_reader message)
    {
        ZipkinEndpoint endpoint;
        while (message.next()) {
            switch (message.tag_and_type()) {
            case tag_and_type(1, lengthDelimited):
                endpoint.serviceName = text(message);
                break;
            case tag_and_type(2, lengthDelimited):
                endpoint.ipv4 = m_assembler.arena().copy(ipv4Text(bytesOf(message)));
                break;
            case tag_and_type(3, lengthDelimited):
                endpoint.ipv6 = m_assembler.arena().copy(ipv6Text(bytesOf(message)));
                break;
            case tag_and_type(4, varint): {
                const auto port = static_cast<std::uint32_t>(message.get_int32());
                endpoint.port = port <= 65535 ? port : 0;
                break;
            }
            default:
                message.skip();
            }
        }
        return endpoint;
    }

    void annotation(pbf_reader message, ZipkinSpan &span)
    {
        Event annotation;
        while (message.next()) {
            switch (message.tag_and_type()) {
            case tag_and_type(1, fixed64):
                annotation.time = ZipkinAssembler::timestamp(message.get_fixed64(), span);
                break;
            case tag_and_type(2, lengthDelimited):
                annotation.name = text(message);
                break;
            default:
                message.skip();
            }
        }
        span.annotations.push_back(annotation);
    }

    void tag(pbf_reader message, ZipkinSpan &span)
    {
        Attribute tag{{}, Value::ofString("")};
        while (message.next()) {
            switch (message.tag_and_type()) {
            case tag_and_type(1, lengthDelimited):
                tag.key = text(message);
                break;
            case tag_and_type(2, lengthDelimited):
                tag.value = Value::ofString(text(message));
                break;
            default:
                message.skip();
            }
        }
        span.tags.push_back(tag);
    }

    ZipkinAssembler &m_assembler;
};

} // namespace

Result<DecodedBatch> decodeZipkinProtobuf(std::string body)
{
    if (body.size() > std::numeric_limits<std::uint32_t>::max())
        return Error{Error::Code::TooLarge,
                     "A protobuf body of 4 GiB or more cannot be read; send it in parts."};
    try {
        DecodedBatch decoded;
        const std::string_view bytes = decoded.batch.arena.adopt(std::move(body));
        ZipkinAssembler assembler(decoded);
        ZipkinProtobufReader(assembler).list(pbf_reader(bytes.data(), bytes.size()));
        assembler.finish();
        return decoded;
    } catch (const std::exception &problem) { // protozero's among them
        return Error{Error::Code::InvalidInput,
                     std::string("The body is not Zipkin protobuf: ") + problem.what() + '.'};
    }
}

} // namespace spanwise
