// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/base64.h"
#include "core/codec/batchparts.h"
#include "core/codec/batchsink.h"
#include "core/codec/jaeger.h"
#include "core/codec/jsonvalue.h"
#include "core/codec/shortid.h"
#include "core/codec/tagmeaning.h"
#include "core/model/sharedhalves.h"

#include <algorithm>
#include <array>
#include <exception>
#include <limits>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace spanwise {
namespace {

constexpr std::uint64_t maxMicroseconds =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 1000);

/// An id from hex, short or not, or from any other text.
template<class Id>
Id idFromAnyText(std::string_view text)
{
    if (text.empty())
        return {};
    if (const auto id = idFromShortHex<Id>(text))
        return *id;
    std::uint64_t hash = 0xcbf29ce484222325U; // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return idFromNumber<Id>(hash, hash ^ 0x9e3779b97f4a7c15U);
}

/// A reference to another span.
struct Reference
{
    TraceId traceId;
    SpanId spanId;
    bool isChildOf = false;
};

/// Reads the traces of one body, which are values already.
class JaegerReader
{
public:
    explicit JaegerReader(DecodedBatch &out)
        : m_sink(out)
        , m_parts(out.batch)
    {
    }

    void traces(std::span<const Value> items)
    {
        for (const Value &item : items)
            trace(item);
    }

    void trace(const Value &value)
    {
        const Value *const processes = member(value, "processes");
        m_processes.clear();
        m_spanClients.clear();
        for (const Value &item : memberItems(value, "spans")) {
            if (kindOf(item) == "client")
                m_spanClients.insert(memberText(item, "spanID"));
        }
        for (const Value &item : memberItems(value, "spans"))
            span(item, memberText(value, "traceID"), processes);
    }

private:
    static std::string_view kindOf(const Value &span)
    {
        for (const Value &tag : memberItems(span, "tags")) {
            if (memberText(tag, "key") == "span.kind")
                return memberText(tag, "value");
        }
        return {};
    }

    void span(const Value &value, std::string_view traceId, const Value *processes)
    {
        Span span = m_sink.beginSpan();
        if (value.type() != Value::Type::Map)
            m_sink.fault("it is not an object");
        const std::string_view ownTrace = memberText(value, "traceID");
        span.traceId = idFromAnyText<TraceId>(ownTrace.empty() ? traceId : ownTrace);
        span.id = idFromAnyText<SpanId>(memberText(value, "spanID"));
        span.name = memberText(value, "operationName");
        if (const Value *flags = member(value, "flags"))
            span.flags = static_cast<std::uint32_t>(unsignedNumber(*flags).value_or(0) & 0xffU);
        span.resource = process(value, processes);
        times(value, span);

        const auto attributes = m_sink.attributes.mark();
        TagMeaning meaning(m_sink.arena(), span);
        tags(value, span, meaning);
        span.scope = meaning.scope(m_parts);
        span.attributes = m_sink.attributes.take(attributes, m_sink.arena());
        references(value, span, meaning);
        span.events = events(value);
        if (span.kind == SpanKind::Server && m_spanClients.contains(memberText(value, "spanID"))) {
            span.parent = span.id;
            span.id = sharedServerId(span.traceId, span.id);
        }
        if (isSharedServerHalf(span))
            span.flags |= spanflags::hasIsRemote | spanflags::isRemote;
        m_sink.finishSpan(span);
    }

    Timestamp time(const Value *value, std::string_view what)
    {
        const auto microseconds = value == nullptr ? std::nullopt : unsignedNumber(*value);
        if (microseconds && *microseconds <= maxMicroseconds)
            return Timestamp(std::chrono::microseconds(*microseconds));
        m_sink.fault(std::string(what) + " is not a number of microseconds up to the year 2262");
        return {};
    }

    void times(const Value &value, Span &span)
    {
        span.time.begin = time(member(value, "startTime"), "startTime");
        span.time.end = span.time.begin;
        const Value *const duration = member(value, "duration");
        if (duration == nullptr)
            return;
        const auto length = unsignedNumber(*duration);
        const auto left = static_cast<std::uint64_t>((Timestamp::max() - span.time.begin).count() / 1000);
        if (!length || *length > left)
            return m_sink.fault("duration is not a number of microseconds up to the year 2262");
        span.time.end += std::chrono::microseconds(*length);
    }

    /// The resource: a process of the trace by its id, or the span's own.
    std::uint32_t process(const Value &value, const Value *processes)
    {
        if (const Value *own = member(value, "process"))
            return resource(*own);
        const std::string_view id = memberText(value, "processID");
        const auto [entry, isNew] = m_processes.try_emplace(id, 0U);
        if (isNew) {
            const Value *const found = processes == nullptr ? nullptr : member(*processes, id);
            entry->second = resource(found == nullptr ? Value() : *found);
        }
        return entry->second;
    }

    std::uint32_t resource(const Value &process)
    {
        std::vector<Attribute> attributes;
        if (const std::string_view name = memberText(process, "serviceName"); !name.empty())
            attributes.push_back({"service.name", Value::ofString(name)});
        for (const Value &tag : memberItems(process, "tags"))
            attributes.push_back(attribute(tag));
        return m_parts.resource(attributes);
    }

    /// {key, type, value}; the type may be missing, and then the value says it.
    Attribute attribute(const Value &tag)
    {
        Attribute result{memberText(tag, "key"), Value()};
        const Value *const value = member(tag, "value");
        if (value == nullptr)
            return result;
        result.value = *value;
        const std::string_view type = memberText(tag, "type");
        if (type == "int64") {
            if (const auto whole = wholeNumber(*value))
                result.value = Value::ofInt(*whole);
        } else if (type == "float64") {
            if (const auto real = realNumber(*value))
                result.value = Value::ofDouble(*real);
        } else if (type == "bool" && value->isString()) {
            result.value = Value::ofBool(value->string() == "true");
        } else if (type == "binary" && value->isString()) {
            if (const auto bytes = fromBase64(value->string()))
                result.value = Value::ofBytes(m_sink.arena().copy(*bytes));
            else
                m_sink.warn("a binary tag is not base64; its text is kept");
        }
        return result;
    }

    void tags(const Value &value, Span &span, TagMeaning &meaning)
    {
        std::optional<StatusCode> status;
        bool isError = false;
        const auto mark = m_sink.attributes.mark();
        for (const Value &tag : memberItems(value, "tags")) {
            const Attribute item = attribute(tag);
            if (item.key == "span.kind" && setKind(item.value.stringOr({}), span))
                continue;
            if (item.key == "otel.status_code" && !status) {
                if ((status = statusFromWord(item.value.stringOr({}))))
                    continue;
            } else if (item.key == "otel.status_description" && item.value.isString()) {
                span.statusMessage = item.value.string();
                continue;
            } else if (item.key == "error" && isTrue(item.value) && !isError) {
                isError = true;
                m_errorTag = item; // nobody's own when the status says the same
                continue;
            }
            if (!meaning.take(item))
                m_sink.attributes.push(item);
        }
        if (isError && status && *status != StatusCode::Error)
            m_sink.attributes.push(m_errorTag);
        else if (isError)
            status = StatusCode::Error;
        span.status = status ? *status : statusFromHttp(span, mark);
        std::vector<Value> warnings;
        for (const Value &warning : memberItems(value, "warnings"))
            warnings.push_back(warning);
        if (!warnings.empty())
            m_sink.attributes.push(
                {"@jaeger@warnings", Value::ofArray(m_sink.arena().copy(std::span<const Value>(warnings)))});
    }

    static bool isTrue(const Value &value)
    {
        return value.type() == Value::Type::Bool ? value.boolean() : value.stringOr({}) == "true";
    }

    static bool setKind(std::string_view word, Span &span)
    {
        constexpr std::array<std::string_view, 6> words{"",       "internal", "server",
                                                        "client", "producer", "consumer"};
        const auto found = std::ranges::find(words, word);
        if (word.empty() || found == words.end())
            return false;
        span.kind = static_cast<SpanKind>(found - words.begin());
        return true;
    }

    /// Only asked when no tag tells the status.
    StatusCode statusFromHttp(const Span &span, std::size_t mark)
    {
        const Value *const code = find(m_sink.attributes.above(mark), "http.status_code");
        const auto number = code == nullptr ? std::nullopt : wholeNumber(*code);
        const bool failed = number && ((*number >= 500 && *number < 600) ||
                                       (*number >= 400 && *number < 500 && span.kind == SpanKind::Client));
        return failed ? StatusCode::Error : StatusCode::Unset;
    }

    void references(const Value &value, Span &span, const TagMeaning &meaning)
    {
        const auto mark = m_sink.links.mark();
        std::uint64_t number = 0;
        for (const Value &item : memberItems(value, "references")) {
            const Reference reference{idFromAnyText<TraceId>(memberText(item, "traceID")),
                                      idFromAnyText<SpanId>(memberText(item, "spanID")),
                                      memberText(item, "refType") != "FOLLOWS_FROM"};
            if (reference.isChildOf && !span.parent && reference.traceId == span.traceId)
                span.parent = reference.spanId;
            else
                link(reference, number++, meaning);
        }
        if (!span.parent)
            span.parent = idFromAnyText<SpanId>(memberText(value, "parentSpanID"));
        span.links = m_sink.links.take(mark, m_sink.arena());
    }

    void link(const Reference &reference, std::uint64_t number, const TagMeaning &meaning)
    {
        Link link;
        link.traceId = reference.traceId;
        link.spanId = reference.spanId;
        const auto richer = meaning.links().find(number);
        if (richer != meaning.links().end() && richer->second.traceId == link.traceId &&
            richer->second.spanId == link.spanId) {
            link = richer->second;
        } else if (reference.isChildOf) {
            const Attribute type{"opentracing.ref_type", Value::ofString("child_of")};
            link.attributes = m_sink.arena().copy(std::span<const Attribute>(&type, 1));
        }
        m_sink.links.push(link);
    }

    std::span<const Event> events(const Value &value)
    {
        const auto mark = m_sink.events.mark();
        for (const Value &log : memberItems(value, "logs")) {
            Event event;
            event.time = time(member(log, "timestamp"), "timestamp of a log");
            const auto attributes = m_sink.attributes.mark();
            const std::span<const Value> fields = memberItems(log, "fields");
            const auto isNamed = [&](std::string_view key) {
                return std::ranges::any_of(fields, [&](const Value &field) {
                    return memberText(field, "key") == key && !memberText(field, "value").empty();
                });
            };
            const std::string_view nameKey = isNamed("event") ? "event" : "message";
            for (const Value &field : fields) {
                const Attribute item = attribute(field);
                if (item.key == nameKey && item.value.isString() && event.name.empty())
                    event.name = item.value.string();
                else
                    m_sink.attributes.push(item);
            }
            event.attributes = m_sink.attributes.take(attributes, m_sink.arena());
            m_sink.events.push(event);
        }
        return m_sink.events.take(mark, m_sink.arena());
    }

    BatchSink m_sink;
    BatchParts m_parts;
    std::unordered_map<std::string_view, std::uint32_t> m_processes;
    std::unordered_set<std::string_view> m_spanClients;
    Attribute m_errorTag;
};

/// The traces of an envelope, or why there are none.
Status readEnvelope(const Value &value, JaegerReader &reader)
{
    if (value.type() == Value::Type::Array) {
        reader.traces(value.array());
        return Done{};
    }
    if (const Value *data = member(value, "data")) {
        if (data->type() == Value::Type::Array)
            reader.traces(data->array());
        else
            reader.trace(*data);
        return Done{};
    }
    if (member(value, "spans") != nullptr) {
        reader.trace(value);
        return Done{};
    }
    const auto errors = memberItems(value, "errors");
    if (!errors.empty())
        return Error{Error::Code::InvalidInput,
                     "Jaeger answered with an error: " + std::string(memberText(errors[0], "msg"))};
    if (find(value.map(), "data") != nullptr) // null: nothing was found
        return Done{};
    return Error{Error::Code::InvalidInput, "The body is not Jaeger JSON: it has neither data nor spans."};
}

} // namespace

Result<DecodedBatch> decodeJaegerJson(std::string body)
{
    DecodedBatch decoded;
    const auto value = readJson(std::move(body), decoded.batch.arena, "Jaeger JSON");
    if (!value)
        return value.error();
    try {
        JaegerReader reader(decoded);
        if (const Status status = readEnvelope(*value, reader); !status)
            return status.error();
        adoptSharedHalves(decoded.batch);
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput,
                     std::string("The Jaeger body could not be read: ") + problem.what()};
    }
    return decoded;
}

} // namespace spanwise
