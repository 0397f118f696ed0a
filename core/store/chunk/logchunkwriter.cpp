// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/logchunkwriter.h"

#include "core/store/chunk/logchunkformat.h"

namespace spanwise {
namespace {

namespace fields = logchunkformat::fields;

std::int64_t nanoseconds(Timestamp time)
{
    return time.time_since_epoch().count();
}

/// Two's complement difference: right for any pair of instants, as reading adds with the same wrap.
std::int64_t difference(std::int64_t to, std::int64_t from)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from));
}

template<class Id>
std::string_view view(const Id &id)
{
    return {reinterpret_cast<const char *>(id.bytes().data()), Id::byteCount};
}

std::uint64_t fieldsOf(const LogRecord &record, std::uint32_t resource, std::uint32_t scope)
{
    std::uint64_t mask = 0;
    const auto set = [&](std::uint64_t field, bool present) { mask |= present ? field : 0; };
    set(fields::time, record.time.has_value());
    set(fields::observed, record.observed.has_value());
    set(fields::severity, record.severity != 0);
    set(fields::severityText, !record.severityText.empty());
    set(fields::eventName, !record.eventName.empty());
    set(fields::body, !record.body.isEmpty());
    set(fields::attributes, !record.attributes.empty());
    set(fields::trace, static_cast<bool>(record.traceId));
    set(fields::span, static_cast<bool>(record.spanId));
    set(fields::resource, resource != 0);
    set(fields::scope, scope != 0);
    set(fields::flags, record.flags != 0);
    set(fields::droppedAttributes, record.droppedAttributes != 0);
    return mask;
}

} // namespace

EncodedLogs LogChunkWriter::encode(std::span<const LogSource> records)
{
    m_out.begin();
    m_lastTime = 0;
    for (const LogSource &source : records)
        record(source);
    EncodedLogs chunk;
    chunk.data = m_out.finish(records.size());
    chunk.texts = m_out.texts();
    return chunk;
}

void LogChunkWriter::record(const LogSource &source)
{
    const LogRecord &record = source.record();
    ByteWriter &out = m_out.body();
    const std::uint32_t resource = m_out.resource(*source.batch, record.resource);
    const std::uint32_t scope = m_out.scope(*source.batch, record.scope);
    const std::uint64_t mask = fieldsOf(record, resource, scope);
    out.varint(mask);
    times(record);
    if ((mask & fields::severity) != 0)
        out.byte(record.severity);
    if ((mask & fields::severityText) != 0)
        m_out.string(record.severityText);
    if ((mask & fields::eventName) != 0)
        m_out.string(record.eventName);
    if ((mask & fields::body) != 0)
        m_out.value(record.body);
    if ((mask & fields::attributes) != 0)
        m_out.attributes(record.attributes);
    if ((mask & fields::trace) != 0)
        out.raw(view(record.traceId));
    if ((mask & fields::span) != 0)
        out.raw(view(record.spanId));
    for (const auto &[field, number] :
         {std::pair(fields::resource, resource), std::pair(fields::scope, scope),
          std::pair(fields::flags, record.flags),
          std::pair(fields::droppedAttributes, record.droppedAttributes)}) {
        if ((mask & field) != 0)
            out.varint(number);
    }
}

void LogChunkWriter::times(const LogRecord &record)
{
    if (record.time) {
        const std::int64_t time = nanoseconds(*record.time);
        m_out.body().zigzag(difference(time, m_lastTime));
        m_lastTime = time;
    }
    if (record.observed)
        m_out.body().zigzag(difference(nanoseconds(*record.observed), m_lastTime));
}

} // namespace spanwise
