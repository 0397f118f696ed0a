// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/protobuflogs.h"

namespace spanwise {

using protozero::pbf_reader;
using protozero::tag_and_type;

namespace {

constexpr auto lengthDelimited = ProtobufReader::lengthDelimited;
constexpr auto varint = ProtobufReader::varint;
constexpr auto fixed64 = ProtobufReader::fixed64;
constexpr auto fixed32 = ProtobufReader::fixed32;

} // namespace

void ProtobufLogs::read(pbf_reader message)
{
    LogRecord record = m_reader.sink.beginLog();
    const auto attributes = m_reader.sink.attributes.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        return originField(field, record) || contentField(field, record);
    });
    record.attributes = m_reader.sink.attributes.take(attributes, m_reader.sink.arena());
    m_reader.sink.finishLog(record);
}

bool ProtobufLogs::originField(pbf_reader &field, LogRecord &record)
{
    switch (field.tag_and_type()) {
    case tag_and_type(1, fixed64):
        record.time = time(field.get_fixed64(), "time");
        return true;
    case tag_and_type(11, fixed64):
        record.observed = time(field.get_fixed64(), "observed time");
        return true;
    case tag_and_type(9, lengthDelimited):
        record.traceId = m_reader.sink.traceIdOfLog(ProtobufReader::bytes(field));
        return true;
    case tag_and_type(10, lengthDelimited):
        record.spanId = m_reader.sink.spanIdOfLog(ProtobufReader::bytes(field));
        return true;
    case tag_and_type(8, fixed32):
        record.flags = field.get_fixed32();
        return true;
    default:
        return false;
    }
}

bool ProtobufLogs::contentField(pbf_reader &field, LogRecord &record)
{
    switch (field.tag_and_type()) {
    case tag_and_type(2, varint): {
        const std::int32_t severity = field.get_enum();
        record.severity =
            severity >= 0 && severity <= 24 ? static_cast<std::uint8_t>(severity) : std::uint8_t{0};
        return true;
    }
    case tag_and_type(3, lengthDelimited):
        record.severityText = m_reader.text(field);
        return true;
    case tag_and_type(4, lengthDelimited): // `name` of old senders
        if (record.eventName.empty())
            record.eventName = m_reader.text(field);
        else
            field.skip();
        return true;
    case tag_and_type(5, lengthDelimited):
        record.body = m_reader.value(field.get_message(), 1);
        return true;
    case tag_and_type(6, lengthDelimited):
        m_reader.attribute(field.get_message());
        return true;
    case tag_and_type(7, varint):
        record.droppedAttributes = field.get_uint32();
        return true;
    case tag_and_type(12, lengthDelimited):
        record.eventName = m_reader.text(field);
        return true;
    default:
        return false;
    }
}

std::optional<Timestamp> ProtobufLogs::time(std::uint64_t unixNano, std::string_view what)
{
    if (unixNano == 0)
        return std::nullopt;
    return m_reader.sink.timestamp(unixNano, what);
}

} // namespace spanwise
