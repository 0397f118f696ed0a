// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonvalue.h"
#include "core/codec/shortid.h"
#include "core/codec/zipkin.h"
#include "core/codec/zipkinassembler.h"

#include <exception>

namespace spanwise {
namespace {

/// Reads the spans of one body, which are values already.
class ZipkinJsonReader
{
public:
    explicit ZipkinJsonReader(ZipkinAssembler &assembler)
        : m_assembler(assembler)
    {
    }

    /// A span, or an array of spans or of such arrays.
    void take(const Value &value)
    {
        if (value.type() == Value::Type::Array) {
            for (const Value &item : value.array())
                take(item);
            return;
        }
        m_assembler.add(read(value));
    }

private:
    static ZipkinSpan faulty(std::string_view reason)
    {
        ZipkinSpan span;
        span.fault = reason;
        return span;
    }

    ZipkinSpan read(const Value &value)
    {
        if (value.type() != Value::Type::Map)
            return faulty("a span is not an object");
        ZipkinSpan span;
        for (const Attribute &field : value.map()) {
            if (!field.value.isEmpty())
                readField(field.key, field.value, span);
        }
        return span;
    }

    static void fault(ZipkinSpan &span, std::string_view reason)
    {
        if (span.fault.empty())
            span.fault = reason;
    }

    template<class Id>
    static void readId(const Value &value, std::string_view what, Id &target, ZipkinSpan &span)
    {
        const auto id = idFromShortHex<Id>(value.stringOr({}));
        if (!id && !(value.isString() && value.string().empty()))
            fault(span, std::string(what) + " is not " + std::to_string(2 * Id::byteCount) +
                            " hex digits or fewer");
        target = id.value_or(Id{});
    }

    static std::optional<std::uint64_t> readMicroseconds(const Value &value, std::string_view what,
                                                         ZipkinSpan &span)
    {
        const auto real = realNumber(value);
        const auto whole = unsignedNumber(value);
        if (whole)
            return *whole;
        if (real && *real >= 0 &&
            *real < 9.2e15) // a fraction of a microsecond says little, and costs no span
            return static_cast<std::uint64_t>(*real);
        fault(span, std::string(what) + " is not a number of microseconds");
        return std::nullopt;
    }

    void readField(std::string_view key, const Value &value, ZipkinSpan &span)
    {
        if (key == "traceId")
            return readId(value, "traceId", span.traceId, span);
        if (key == "id")
            return readId(value, "id", span.id, span);
        if (key == "parentId")
            return readId(value, "parentId", span.parent, span);
        if (key == "name") {
            span.name = value.stringOr({});
        } else if (key == "kind") {
            span.kind = kindOf(value.stringOr({}));
        } else if (key == "timestamp") {
            const auto time = readMicroseconds(value, key, span);
            if (time && *time != 0) // zero stands for unknown
                span.timestamp = ZipkinAssembler::timestamp(*time, span);
        } else if (key == "duration") {
            if (const auto length = readMicroseconds(value, key, span))
                span.duration = ZipkinAssembler::duration(*length);
        } else if (key == "debug") {
            span.debug = isTrue(value);
        } else if (key == "shared") {
            span.shared = isTrue(value);
        } else {
            readNested(key, value, span);
        }
    }

    static bool isTrue(const Value &value)
    {
        return value.type() == Value::Type::Bool ? value.boolean() : value.stringOr({}) == "true";
    }

    static void readNested(std::string_view key, const Value &value, ZipkinSpan &span)
    {
        if (key == "localEndpoint") {
            span.local = endpoint(value);
        } else if (key == "remoteEndpoint") {
            span.remote = endpoint(value);
        } else if (key == "annotations") {
            if (value.type() != Value::Type::Array)
                return fault(span, "annotations is not an array");
            for (const Value &item : value.array())
                readAnnotation(item, span);
        } else if (key == "tags") {
            if (value.type() != Value::Type::Map)
                return fault(span, "tags is not an object");
            span.tags.assign(value.map().begin(), value.map().end());
        }
    }

    static SpanKind kindOf(std::string_view word)
    {
        if (word == "CLIENT")
            return SpanKind::Client;
        if (word == "SERVER")
            return SpanKind::Server;
        if (word == "PRODUCER")
            return SpanKind::Producer;
        return word == "CONSUMER" ? SpanKind::Consumer : SpanKind::Unspecified;
    }

    static ZipkinEndpoint endpoint(const Value &value)
    {
        const Value *const port = member(value, "port");
        const auto number = port == nullptr ? std::nullopt : unsignedNumber(*port);
        return {.serviceName = memberText(value, "serviceName"),
                .ipv4 = memberText(value, "ipv4"),
                .ipv6 = memberText(value, "ipv6"),
                .port = number && *number <= 65535 ? static_cast<std::uint32_t>(*number) : 0};
    }

    static void readAnnotation(const Value &value, ZipkinSpan &span)
    {
        const Value *const time = member(value, "timestamp");
        const auto microseconds =
            time == nullptr ? std::nullopt : readMicroseconds(*time, "annotation timestamp", span);
        if (!microseconds)
            return fault(span, "an annotation has no timestamp");
        span.annotations.push_back({.time = ZipkinAssembler::timestamp(*microseconds, span),
                                    .name = memberText(value, "value"),
                                    .attributes = {},
                                    .droppedAttributes = 0});
    }

    ZipkinAssembler &m_assembler;
};

} // namespace

Result<DecodedBatch> decodeZipkinJson(std::string body)
{
    DecodedBatch decoded;
    const auto value = readJson(std::move(body), decoded.batch.arena, "Zipkin JSON");
    if (!value)
        return value.error();
    try {
        ZipkinAssembler assembler(decoded);
        ZipkinJsonReader(assembler).take(*value);
        assembler.finish();
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput,
                     std::string("The Zipkin body could not be read: ") + problem.what()};
    }
    return decoded;
}

} // namespace spanwise
