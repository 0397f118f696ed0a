// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/logchunkreader.h"

#include "core/store/chunk/logchunkformat.h"

#include <cstring>

namespace spanwise {
namespace {

namespace fields = logchunkformat::fields;

std::int64_t sum(std::int64_t base, std::int64_t difference)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                     static_cast<std::uint64_t>(difference));
}

Timestamp instant(std::int64_t nanoseconds)
{
    return Timestamp(Duration(nanoseconds));
}

template<class Id>
Id readId(ByteReader &in)
{
    std::array<std::uint8_t, Id::byteCount> raw{};
    const std::string_view bytes = in.raw(raw.size());
    if (bytes.size() == raw.size())
        std::memcpy(raw.data(), bytes.data(), raw.size());
    return Id(raw);
}

} // namespace

bool LogChunkReader::read(std::string_view data, std::span<const std::string_view> texts)
{
    ByteReader in(data);
    m_lastTime = 0;
    const std::size_t before = m_batch.logs.size();
    if (!m_in.begin(in, texts))
        return false;
    const std::size_t count = in.count();
    m_batch.logs.reserve(before + count);
    for (std::size_t i = 0; i < count && !in.failed(); ++i)
        m_batch.logs.push_back(record(in));
    if (in.failed() || !in.atEnd()) {
        m_batch.logs.resize(before);
        return false;
    }
    return true;
}

LogRecord LogChunkReader::record(ByteReader &in)
{
    LogRecord record;
    const std::uint64_t mask = in.varint();
    const auto has = [&](std::uint64_t field) { return (mask & field) != 0; };
    const auto number = [&](std::uint64_t field) {
        return has(field) ? static_cast<std::uint32_t>(in.varint()) : 0U;
    };
    if (has(fields::time)) {
        m_lastTime = sum(m_lastTime, in.zigzag());
        record.time = instant(m_lastTime);
    }
    if (has(fields::observed))
        record.observed = instant(sum(m_lastTime, in.zigzag()));
    if (has(fields::severity))
        record.severity = in.byte();
    if (has(fields::severityText))
        record.severityText = m_in.string(in);
    if (has(fields::eventName))
        record.eventName = m_in.string(in);
    if (has(fields::body))
        record.body = m_in.value(in);
    if (has(fields::attributes))
        record.attributes = m_in.attributes(in);
    if (has(fields::trace))
        record.traceId = readId<TraceId>(in);
    if (has(fields::span))
        record.spanId = readId<SpanId>(in);
    record.resource = m_in.resource(in, number(fields::resource));
    record.scope = m_in.scope(in, number(fields::scope));
    record.flags = number(fields::flags);
    record.droppedAttributes = number(fields::droppedAttributes);
    return record;
}

} // namespace spanwise
