// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/clickhouse.h"

#include "core/codec/batchsink.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/typedtext.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <vector>

namespace spanwise {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

std::string_view textOf(const object &row, std::string_view key)
{
    std::string_view text;
    return row[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::int64_t integerOf(const element &value)
{
    std::int64_t number = 0;
    if (value.get(number) == simdjson::SUCCESS)
        return number;
    std::string_view text;
    return value.get(text) == simdjson::SUCCESS ? integerFromText(text).value_or(0) : 0;
}

std::int64_t integerOf(const object &row, std::string_view key)
{
    element value;
    return row[key].get(value) == simdjson::SUCCESS ? integerOf(value) : 0;
}

std::vector<element> itemsOf(const object &row, std::string_view key)
{
    array items;
    if (row[key].get(items) != simdjson::SUCCESS)
        return {};
    return {items.begin(), items.end()};
}

/// Both spellings of the exporter: "Server" and "SPAN_KIND_SERVER", any case.
template<class Enum, std::size_t N>
Enum enumOf(std::string_view text, std::string_view prefix, const std::array<std::string_view, N> &names)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    std::string_view name = lower;
    if (name.starts_with(prefix))
        name.remove_prefix(prefix.size());
    const auto it = std::ranges::find(names, name);
    return it == names.end() ? Enum{} : static_cast<Enum>(it - names.begin());
}

constexpr std::array<std::string_view, 6> kindNames{"unspecified", "internal", "server",
                                                    "client",      "producer", "consumer"};
constexpr std::array<std::string_view, 3> statusNames{"unset", "ok", "error"};

/// The rows of one answer, one after the other.
class Rows
{
public:
    explicit Rows(DecodedBatch &out)
        : m_sink(out)
    {
    }

    template<class OnRow>
    Status read(std::string_view body, OnRow onRow)
    {
        for (std::size_t line = 1; !body.empty(); ++line) {
            const std::size_t end = std::min(body.find('\n'), body.size());
            const std::string_view text = body.substr(0, end);
            body.remove_prefix(std::min(end + 1, body.size()));
            if (text.find_first_not_of(" \t\r") == std::string_view::npos)
                continue;
            object row;
            if (m_parser.parse(text.data(), text.size()).get(row) != simdjson::SUCCESS)
                return Error{Error::Code::InvalidInput,
                             "line " + std::to_string(line) + " is not a row in JSON"};
            onRow(row);
        }
        return Done{};
    }

    void span(const object &row)
    {
        enterOrigin(row);
        Span span = m_sink.beginSpan();
        span.name = kept(textOf(row, "name"));
        span.traceId = idOf<TraceId>(row, "trace_id");
        span.id = idOf<SpanId>(row, "span_id");
        span.parent = idOf<SpanId>(row, "parent_id");
        span.traceState = kept(textOf(row, "trace_state"));
        span.kind = enumOf<SpanKind>(textOf(row, "kind"), "span_kind_", kindNames);
        span.status = enumOf<StatusCode>(textOf(row, "status"), "status_code_", statusNames);
        span.statusMessage = kept(textOf(row, "status_message"));
        span.time.begin = instant(integerOf(row, "start_ns"));
        span.time.end = later(span.time.begin, integerOf(row, "duration_ns"));
        span.attributes = attributes(row, "attributes");
        span.events = events(row);
        span.links = links(row);
        m_sink.finishSpan(span);
    }

    void log(const object &row)
    {
        enterOrigin(row);
        LogRecord record = m_sink.beginLog();
        record.traceId = idOf<TraceId>(row, "trace_id");
        record.spanId = idOf<SpanId>(row, "span_id");
        if (const std::int64_t time = integerOf(row, "time_ns"); time > 0)
            record.time = instant(time);
        record.flags = static_cast<std::uint32_t>(std::clamp<std::int64_t>(integerOf(row, "flags"), 0, 255));
        record.severity =
            static_cast<std::uint8_t>(std::clamp<std::int64_t>(integerOf(row, "severity"), 0, 24));
        record.severityText = kept(textOf(row, "severity_text"));
        record.body = Value::ofString(kept(textOf(row, "body")));
        record.attributes = attributes(row, "attributes");
        m_sink.finishLog(record);
    }

private:
    std::string_view kept(std::string_view text) { return text.empty() ? text : m_sink.arena().copy(text); }

    template<class Id>
    static Id idOf(const object &row, std::string_view key)
    {
        return Id::fromHex(textOf(row, key)).value_or(Id{});
    }

    static Timestamp instant(std::int64_t unixNano)
    {
        return Timestamp(Duration(std::max<std::int64_t>(0, unixNano)));
    }
    static Timestamp later(Timestamp time, std::int64_t length)
    {
        std::int64_t end = 0;
        return __builtin_add_overflow(time.time_since_epoch().count(), length, &end) ? Timestamp::max()
                                                                                     : instant(end);
    }

    /// Rows carry their resource and scope with them; equal ones are made once.
    void enterOrigin(const object &row)
    {
        element resource;
        const bool hasResource = row["resource"].get(resource) == simdjson::SUCCESS;
        const std::string_view service = textOf(row, "service");
        const std::string_view scope = textOf(row, "scope_name");
        const std::string_view version = textOf(row, "scope_version");
        std::string key = hasResource ? simdjson::minify(resource) : std::string();
        for (const std::string_view part : {service, scope, version})
            key.append(1, '\0').append(part);
        if (key == m_origin && !m_sink.batch().resources.empty())
            return;
        m_origin = std::move(key);
        m_sink.addResource();
        m_sink.batch().resources.back().attributes = resourceAttributes(row, service);
        m_sink.addScope();
        m_sink.batch().scopes.back().name = kept(scope);
        m_sink.batch().scopes.back().version = kept(version);
    }

    std::span<const Attribute> resourceAttributes(const object &row, std::string_view service)
    {
        const auto mark = m_sink.attributes.mark();
        pushMembers(row, "resource");
        const auto sent = m_sink.attributes.take(mark, m_sink.arena());
        if (service.empty() || find(sent, "service.name") != nullptr)
            return sent;
        for (const Attribute &attribute : sent)
            m_sink.attributes.push(attribute);
        m_sink.attributes.push({"service.name", Value::ofString(kept(service))});
        return m_sink.attributes.take(mark, m_sink.arena());
    }

    std::span<const Attribute> attributes(const object &row, std::string_view key)
    {
        const auto mark = m_sink.attributes.mark();
        pushMembers(row, key);
        return m_sink.attributes.take(mark, m_sink.arena());
    }

    void pushMembers(const object &row, std::string_view key)
    {
        object members;
        if (row[key].get(members) == simdjson::SUCCESS)
            push(members, {}, 0);
    }

    void push(const object &members, const std::string &prefix, int depth)
    {
        for (const auto &[key, value] : members) {
            object nested;
            if (value.get(nested) == simdjson::SUCCESS && depth < BatchSink::maxValueDepth)
                push(nested, prefix + std::string(key) + '.', depth + 1);
            else
                m_sink.attributes.push({kept(prefix + std::string(key)), valueOf(value)});
        }
    }

    Value valueOf(const element &value)
    {
        switch (value.type()) {
        case element_type::STRING:
            return typedText(kept(std::string_view(value)));
        case element_type::BOOL:
            return Value::ofBool(bool(value));
        case element_type::INT64:
            return Value::ofInt(std::int64_t(value));
        case element_type::DOUBLE:
            return Value::ofDouble(double(value));
        case element_type::UINT64:
            return Value::ofDouble(static_cast<double>(std::uint64_t(value)));
        case element_type::NULL_VALUE:
            return {};
        default:
            return Value::ofString(kept(simdjson::minify(value)));
        }
    }

    std::span<const Event> events(const object &row)
    {
        const auto names = itemsOf(row, "event_names");
        const auto times = itemsOf(row, "event_ns");
        const auto members = itemsOf(row, "event_attributes");
        const auto mark = m_sink.events.mark();
        for (std::size_t i = 0; i < names.size() && i < times.size(); ++i) {
            Event event;
            event.name = itemText(names, i);
            event.time = instant(integerOf(times[i]));
            event.attributes = itemMembers(members, i);
            m_sink.events.push(event);
        }
        return m_sink.events.take(mark, m_sink.arena());
    }

    std::span<const Link> links(const object &row)
    {
        const auto traces = itemsOf(row, "link_traces");
        const auto spans = itemsOf(row, "link_spans");
        const auto states = itemsOf(row, "link_states");
        const auto members = itemsOf(row, "link_attributes");
        const auto mark = m_sink.links.mark();
        for (std::size_t i = 0; i < traces.size(); ++i) {
            Link link;
            link.traceId = TraceId::fromHex(itemText(traces, i)).value_or(TraceId{});
            link.spanId = SpanId::fromHex(itemText(spans, i)).value_or(SpanId{});
            link.traceState = itemText(states, i);
            link.attributes = itemMembers(members, i);
            m_sink.links.push(link);
        }
        return m_sink.links.take(mark, m_sink.arena());
    }

    std::string_view itemText(const std::vector<element> &items, std::size_t index)
    {
        std::string_view text;
        return index < items.size() && items[index].get(text) == simdjson::SUCCESS ? kept(text)
                                                                                   : std::string_view();
    }

    std::span<const Attribute> itemMembers(const std::vector<element> &items, std::size_t index)
    {
        object members;
        if (index >= items.size() || items[index].get(members) != simdjson::SUCCESS)
            return {};
        const auto mark = m_sink.attributes.mark();
        push(members, {}, 0);
        return m_sink.attributes.take(mark, m_sink.arena());
    }

    BatchSink m_sink;
    simdjson::dom::parser m_parser;
    std::string m_origin;
};

} // namespace

Result<DecodedBatch> decodeClickHouseSpans(std::string body)
{
    DecodedBatch decoded;
    Rows rows(decoded);
    const Status read = rows.read(body, [&](const object &row) { rows.span(row); });
    return read ? Result<DecodedBatch>(std::move(decoded)) : read.error();
}

Status addClickHouseLogs(std::string body, DecodedBatch &decoded)
{
    Rows rows(decoded);
    return rows.read(body, [&](const object &row) { rows.log(row); });
}

} // namespace spanwise
