// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/jsonspans.h"

namespace spanwise {

using error_code = JsonSpans::error_code;

template<class Id>
error_code JsonSpans::id(Json item, std::string_view what, Id &target)
{
    std::string_view hex;
    const auto error = m_reader.text(item, what, hex);
    const auto parsed = idFromText<Id>(hex);
    if (!parsed && !hex.empty())
        m_reader.sink.fault(std::string(what) + " is not " + std::to_string(2 * Id::byteCount) +
                            " hex digits");
    target = parsed.value_or(Id{});
    return error;
}

error_code JsonSpans::read(Json item)
{
    Span span = m_reader.sink.beginSpan();
    const auto attributes = m_reader.sink.attributes.mark();
    const auto events = m_reader.sink.events.mark();
    const auto links = m_reader.sink.links.mark();
    const auto error = m_reader.eachField(item, "span", [&](std::string_view key, Json field) {
        bool taken = true;
        const auto problem = identityField(key, field, span, taken);
        return taken ? problem : contentField(key, field, span);
    });
    span.attributes = m_reader.sink.attributes.take(attributes, m_reader.sink.arena());
    span.events = m_reader.sink.events.take(events, m_reader.sink.arena());
    span.links = m_reader.sink.links.take(links, m_reader.sink.arena());
    if (!error)
        m_reader.sink.finishSpan(span);
    return error;
}

error_code JsonSpans::identityField(std::string_view key, Json item, Span &span, bool &taken)
{
    constexpr std::string_view kinds[] = {"SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL",
                                          "SPAN_KIND_SERVER",      "SPAN_KIND_CLIENT",
                                          "SPAN_KIND_PRODUCER",    "SPAN_KIND_CONSUMER"};
    if (m_reader.is(key, "traceId", "trace_id"))
        return id(item, "traceId", span.traceId);
    if (m_reader.is(key, "spanId", "span_id"))
        return id(item, "spanId", span.id);
    if (m_reader.is(key, "parentSpanId", "parent_span_id"))
        return id(item, "parentSpanId", span.parent);
    if (key == "name")
        return m_reader.text(item, "name", span.name);
    if (m_reader.is(key, "startTimeUnixNano", "start_time_unix_nano"))
        return m_reader.time(item, "startTimeUnixNano", span.time.begin);
    if (m_reader.is(key, "endTimeUnixNano", "end_time_unix_nano"))
        return m_reader.time(item, "endTimeUnixNano", span.time.end);
    if (m_reader.is(key, "traceState", "trace_state"))
        return m_reader.text(item, "traceState", span.traceState);
    if (key == "flags")
        return m_reader.number(item, "flags", span.flags);
    if (key == "kind") {
        std::uint8_t kind = 0;
        const auto error = m_reader.enumeration(item, "kind", kinds, kind);
        span.kind = static_cast<SpanKind>(kind);
        return error;
    }
    taken = false;
    return simdjson::SUCCESS;
}

error_code JsonSpans::contentField(std::string_view key, Json item, Span &span)
{
    if (key == "attributes")
        return m_reader.attributes(item);
    if (key == "events")
        return m_reader.eachItem(item, "events", [&](Json element) { return event(element); });
    if (key == "links")
        return m_reader.eachItem(item, "links", [&](Json element) { return link(element); });
    if (key == "status")
        return status(item, span);
    if (m_reader.is(key, "droppedAttributesCount", "dropped_attributes_count"))
        return m_reader.number(item, "droppedAttributesCount", span.droppedAttributes);
    if (m_reader.is(key, "droppedEventsCount", "dropped_events_count"))
        return m_reader.number(item, "droppedEventsCount", span.droppedEvents);
    if (m_reader.is(key, "droppedLinksCount", "dropped_links_count"))
        return m_reader.number(item, "droppedLinksCount", span.droppedLinks);
    return simdjson::SUCCESS;
}

error_code JsonSpans::status(Json item, Span &span)
{
    constexpr std::string_view codes[] = {"STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"};
    std::uint8_t code = 0;
    std::uint32_t deprecatedCode = 0;
    const auto error = m_reader.eachField(item, "status", [&](std::string_view key, Json field) {
        if (key == "message")
            return m_reader.text(field, "status message", span.statusMessage);
        if (key == "code")
            return m_reader.enumeration(field, "status code", codes, code);
        if (m_reader.is(key, "deprecatedCode", "deprecated_code"))
            return m_reader.number(field, "deprecatedCode", deprecatedCode);
        return simdjson::SUCCESS;
    });
    if (code == 0 && deprecatedCode != 0)
        code = static_cast<std::uint8_t>(StatusCode::Error); // protocols.md 1.7
    span.status = static_cast<StatusCode>(code);
    return error;
}

error_code JsonSpans::event(Json item)
{
    Event event;
    const auto mark = m_reader.sink.attributes.mark();
    const auto error = m_reader.eachField(item, "event", [&](std::string_view key, Json field) {
        if (m_reader.is(key, "timeUnixNano", "time_unix_nano"))
            return m_reader.time(field, "timeUnixNano", event.time);
        if (key == "name")
            return m_reader.text(field, "event name", event.name);
        if (key == "attributes")
            return m_reader.attributes(field);
        if (m_reader.is(key, "droppedAttributesCount", "dropped_attributes_count"))
            return m_reader.number(field, "droppedAttributesCount", event.droppedAttributes);
        return simdjson::SUCCESS;
    });
    event.attributes = m_reader.sink.attributes.take(mark, m_reader.sink.arena());
    m_reader.sink.events.push(event);
    return error;
}

error_code JsonSpans::link(Json item)
{
    Link link;
    std::string_view traceId;
    std::string_view spanId;
    const auto mark = m_reader.sink.attributes.mark();
    const auto error = m_reader.eachField(item, "link", [&](std::string_view key, Json field) {
        if (m_reader.is(key, "traceId", "trace_id"))
            return m_reader.text(field, "link traceId", traceId);
        if (m_reader.is(key, "spanId", "span_id"))
            return m_reader.text(field, "link spanId", spanId);
        if (m_reader.is(key, "traceState", "trace_state"))
            return m_reader.text(field, "traceState", link.traceState);
        if (key == "attributes")
            return m_reader.attributes(field);
        if (m_reader.is(key, "droppedAttributesCount", "dropped_attributes_count"))
            return m_reader.number(field, "droppedAttributesCount", link.droppedAttributes);
        if (key == "flags")
            return m_reader.number(field, "flags", link.flags);
        return simdjson::SUCCESS;
    });
    link.traceId = idFromText<TraceId>(traceId).value_or(TraceId{});
    link.spanId = idFromText<SpanId>(spanId).value_or(SpanId{});
    link.attributes = m_reader.sink.attributes.take(mark, m_reader.sink.arena());
    m_reader.sink.links.push(link);
    return error;
}

} // namespace spanwise
