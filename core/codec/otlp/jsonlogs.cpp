// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/jsonlogs.h"

namespace spanwise {
namespace {

using error_code = JsonLogs::error_code;

constexpr std::string_view severities[] = {
    "SEVERITY_NUMBER_UNSPECIFIED", "SEVERITY_NUMBER_TRACE",  "SEVERITY_NUMBER_TRACE2",
    "SEVERITY_NUMBER_TRACE3",      "SEVERITY_NUMBER_TRACE4", "SEVERITY_NUMBER_DEBUG",
    "SEVERITY_NUMBER_DEBUG2",      "SEVERITY_NUMBER_DEBUG3", "SEVERITY_NUMBER_DEBUG4",
    "SEVERITY_NUMBER_INFO",        "SEVERITY_NUMBER_INFO2",  "SEVERITY_NUMBER_INFO3",
    "SEVERITY_NUMBER_INFO4",       "SEVERITY_NUMBER_WARN",   "SEVERITY_NUMBER_WARN2",
    "SEVERITY_NUMBER_WARN3",       "SEVERITY_NUMBER_WARN4",  "SEVERITY_NUMBER_ERROR",
    "SEVERITY_NUMBER_ERROR2",      "SEVERITY_NUMBER_ERROR3", "SEVERITY_NUMBER_ERROR4",
    "SEVERITY_NUMBER_FATAL",       "SEVERITY_NUMBER_FATAL2", "SEVERITY_NUMBER_FATAL3",
    "SEVERITY_NUMBER_FATAL4"};

} // namespace

error_code JsonLogs::read(Json item)
{
    BatchSink &sink = m_reader.sink;
    LogRecord record = sink.beginLog();
    const auto attributes = sink.attributes.mark();
    const auto error = m_reader.eachField(item, "log record", [&](std::string_view key, Json field) {
        bool taken = true;
        const auto problem = originField(key, field, record, taken);
        return taken ? problem : contentField(key, field, record);
    });
    record.attributes = sink.attributes.take(attributes, sink.arena());
    if (!error)
        sink.finishLog(record);
    return error;
}

error_code JsonLogs::originField(std::string_view key, Json item, LogRecord &record, bool &taken)
{
    if (JsonReader::is(key, "timeUnixNano", "time_unix_nano"))
        return time(item, "timeUnixNano", record.time);
    if (JsonReader::is(key, "observedTimeUnixNano", "observed_time_unix_nano"))
        return time(item, "observedTimeUnixNano", record.observed);
    if (JsonReader::is(key, "traceId", "trace_id"))
        return id(item, "traceId", record.traceId);
    if (JsonReader::is(key, "spanId", "span_id"))
        return id(item, "spanId", record.spanId);
    if (key == "flags")
        return m_reader.number(item, "flags", record.flags);
    taken = false;
    return simdjson::SUCCESS;
}

error_code JsonLogs::contentField(std::string_view key, Json item, LogRecord &record)
{
    if (JsonReader::is(key, "severityNumber", "severity_number"))
        return m_reader.enumeration(item, "severityNumber", severities, record.severity);
    if (JsonReader::is(key, "severityText", "severity_text"))
        return m_reader.text(item, "severityText", record.severityText);
    if (JsonReader::is(key, "eventName", "event_name"))
        return m_reader.text(item, "eventName", record.eventName);
    if (key == "name" && record.eventName.empty()) // of old senders
        return m_reader.text(item, "name", record.eventName);
    if (key == "body")
        return m_reader.value(item, 1, record.body);
    if (key == "attributes")
        return m_reader.attributes(item);
    if (JsonReader::is(key, "droppedAttributesCount", "dropped_attributes_count"))
        return m_reader.number(item, "droppedAttributesCount", record.droppedAttributes);
    return simdjson::SUCCESS;
}

error_code JsonLogs::time(Json item, std::string_view what, std::optional<Timestamp> &target)
{
    Timestamp time;
    const auto error = m_reader.time(item, what, time);
    target.reset();
    if (time != Timestamp())
        target = time;
    return error;
}

template<class Id>
error_code JsonLogs::id(Json item, std::string_view what, Id &target)
{
    std::string_view hex;
    const auto error = m_reader.text(item, what, hex);
    const auto parsed = idFromText<Id>(hex);
    if (!parsed && !hex.empty())
        m_reader.sink.warn("a log record is kept without its " + std::string(what) + ", which is not " +
                           std::to_string(2 * Id::byteCount) + " hex digits");
    target = parsed.value_or(Id{});
    return error;
}

} // namespace spanwise
