// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/batchparts.h"
#include "core/codec/batchsink.h"
#include "core/codec/datadog.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/jsonvalue.h"
#include "core/codec/shortid.h"
#include "core/codec/tagmeaning.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <limits>
#include <unordered_map>

namespace spanwise {
namespace {

std::uint64_t hexNumber(std::string_view hex)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
    return error == std::errc() && end == hex.data() + hex.size() ? number : 0;
}

/// Reads the traces of one body, which are values already.
class DatadogReader
{
public:
    explicit DatadogReader(DecodedBatch &out)
        : m_sink(out)
        , m_parts(out.batch)
    {
    }

    void traces(std::span<const Value> items)
    {
        const bool isOneTrace =
            std::ranges::any_of(items, [](const Value &item) { return item.type() == Value::Type::Map; });
        if (isOneTrace)
            return trace(items);
        for (const Value &item : items) {
            if (item.type() == Value::Type::Array)
                trace(item.array());
            else
                reject("a trace is not a list of spans");
        }
    }

private:
    void reject(std::string_view reason)
    {
        const Span span = m_sink.beginSpan();
        m_sink.fault(reason);
        m_sink.finishSpan(span);
    }

    static std::string_view metaText(const Value &span, std::string_view key)
    {
        const Value *const meta = member(span, "meta");
        return meta == nullptr ? std::string_view() : memberText(*meta, key);
    }

    void trace(std::span<const Value> spans)
    {
        m_ids.clear();
        for (const Value &span : spans) {
            const Value *const low = member(span, "trace_id");
            const auto number = low == nullptr ? std::nullopt : unsignedNumber(*low);
            if (!number)
                continue;
            if (const auto high = hexNumber(metaText(span, "_dd.p.tid")); high != 0)
                m_ids.try_emplace(*number, idFromNumber<TraceId>(*number, high));
            const auto whole = TraceId::fromHex(metaText(span, "otel.trace_id"));
            if (whole && numberFromId(*whole, 8) == *number)
                m_ids.insert_or_assign(*number, *whole);
        }
        for (const Value &span : spans) {
            if (span.type() == Value::Type::Map)
                take(span);
            else
                reject("a span is not an object");
        }
    }

    std::uint64_t number(const Value &json, std::string_view key, bool isNeeded)
    {
        const Value *const value = member(json, key);
        if (value == nullptr && !isNeeded)
            return 0;
        const auto whole = value == nullptr ? std::nullopt : unsignedNumber(*value);
        if (!whole)
            m_sink.fault(std::string(key) +
                         (value == nullptr ? " is missing" : " is not a whole number of 64 bits"));
        return whole.value_or(0);
    }

    void take(const Value &json)
    {
        Span span = m_sink.beginSpan();
        span.name = memberText(json, "name");
        const auto low = number(json, "trace_id", true);
        const auto whole = m_ids.find(low);
        span.traceId = whole != m_ids.end() ? whole->second : idFromNumber<TraceId>(low);
        span.id = idFromNumber<SpanId>(number(json, "span_id", true));
        span.parent = idFromNumber<SpanId>(number(json, "parent_id", false));
        span.time.begin = m_sink.timestamp(number(json, "start", true), "start");
        setEnd(json, span);
        span.resource = resourceOf(json);
        const auto attributes = m_sink.attributes.mark();
        TagMeaning meaning(m_sink.arena(), span);
        takeAttributes(json, span, meaning);
        span.scope = meaning.scope(m_parts);
        if (const Value *error = member(json, "error");
            error != nullptr && wholeNumber(*error).value_or(0) != 0)
            setError(json, span);
        span.attributes = m_sink.attributes.take(attributes, m_sink.arena());
        span.events = eventsOf(json);
        span.links = linksOf(json);
        m_sink.finishSpan(span);
    }

    void setEnd(const Value &json, Span &span)
    {
        const Value *const value = member(json, "duration");
        const auto length = value == nullptr ? std::optional<std::int64_t>(0) : wholeNumber(*value);
        if (!length || Duration(*length) > Timestamp::max() - span.time.begin)
            return m_sink.fault("duration is not a number of nanoseconds up to the year 2262");
        span.time.end =
            span.time.begin + Duration(std::max<std::int64_t>(*length, 0)); // as Datadog's agent has it
    }

    std::uint32_t resourceOf(const Value &json)
    {
        std::vector<Attribute> attributes;
        const auto add = [&](std::string_view key, std::string_view text) {
            if (!text.empty())
                attributes.push_back({key, Value::ofString(text)});
        };
        add("service.name", memberText(json, "service"));
        add("deployment.environment", metaText(json, "env"));
        add("service.version", metaText(json, "version"));
        return m_parts.resource(attributes);
    }

    void takeAttributes(const Value &json, Span &span, TagMeaning &meaning)
    {
        for (const auto &[key, attribute] :
             {std::pair("resource", "resource.name"), std::pair("type", "span.type")}) {
            if (const std::string_view text = memberText(json, key); !text.empty())
                m_sink.attributes.push({attribute, Value::ofString(text)});
        }
        for (const char *list : {"meta", "metrics", "meta_struct"}) {
            const Value *const map = member(json, list);
            if (map == nullptr)
                continue;
            if (map->type() != Value::Type::Map) {
                m_sink.fault(std::string(list) + " is not an object");
                continue;
            }
            for (const Attribute &item : map->map()) {
                if (!(item.key == "span.kind" && setKind(item.value.stringOr({}), span)) &&
                    !meaning.take(item))
                    m_sink.attributes.push(item);
            }
        }
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

    static void setError(const Value &json, Span &span)
    {
        span.status = StatusCode::Error;
        span.statusMessage = metaText(json, "error.msg");
        if (span.statusMessage.empty())
            span.statusMessage = metaText(json, "error.message");
    }

    std::span<const Event> eventsOf(const Value &json)
    {
        const auto mark = m_sink.events.mark();
        for (const Value &item : memberItems(json, "span_events")) {
            Event event;
            event.time = m_sink.timestamp(number(item, "time_unix_nano", true), "time of an event");
            event.name = memberText(item, "name");
            const auto attributes = m_sink.attributes.mark();
            const Value *const map = member(item, "attributes");
            if (map != nullptr && map->type() == Value::Type::Map) {
                for (const Attribute &entry : map->map())
                    m_sink.attributes.push({entry.key, typedValue(entry.value)});
            }
            event.attributes = m_sink.attributes.take(attributes, m_sink.arena());
            m_sink.events.push(event);
        }
        return m_sink.events.take(mark, m_sink.arena());
    }

    /// {"type":2,"int_value":7}; anything else is itself.
    Value typedValue(const Value &value)
    {
        if (member(value, "type") == nullptr)
            return value;
        for (const char *key : {"string_value", "bool_value", "int_value", "double_value"}) {
            if (const Value *found = member(value, key))
                return *found;
        }
        const Value *const array = member(value, "array_value");
        if (array == nullptr)
            return value;
        const auto mark = m_sink.values.mark();
        for (const Value &item : memberItems(*array, "values"))
            m_sink.values.push(typedValue(item));
        return Value::ofArray(m_sink.values.take(mark, m_sink.arena()));
    }

    std::span<const Link> linksOf(const Value &json)
    {
        const auto mark = m_sink.links.mark();
        for (const Value &item : memberItems(json, "span_links")) {
            Link link;
            link.traceId =
                idFromNumber<TraceId>(number(item, "trace_id", false), number(item, "trace_id_high", false));
            link.spanId = idFromNumber<SpanId>(number(item, "span_id", false));
            link.traceState = memberText(item, "tracestate");
            link.flags = static_cast<std::uint32_t>(number(item, "flags", false) &
                                                    0xffU); // bit 31 says that there are flags
            if (const Value *map = member(item, "attributes");
                map != nullptr && map->type() == Value::Type::Map)
                link.attributes = map->map();
            m_sink.links.push(link);
        }
        return m_sink.links.take(mark, m_sink.arena());
    }

    BatchSink m_sink;
    BatchParts m_parts;
    std::unordered_map<std::uint64_t, TraceId> m_ids; ///< whole ids by their lower half
};

} // namespace

Result<DecodedBatch> decodeDatadogJson(std::string body)
{
    DecodedBatch decoded;
    const auto value = readJson(std::move(body), decoded.batch.arena, "Datadog JSON");
    if (!value)
        return value.error();
    if (value->type() != Value::Type::Array)
        return Error{Error::Code::InvalidInput,
                     "The body is not Datadog JSON: it is not an array of traces."};
    try {
        DatadogReader(decoded).traces(value->array());
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput,
                     std::string("The Datadog body could not be read: ") + problem.what()};
    }
    return decoded;
}

} // namespace spanwise
