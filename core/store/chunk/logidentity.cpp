// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/logidentity.h"

namespace spanwise {

std::uint64_t LogIdentity::next(const LogRecord &record)
{
    ByteWriter &bytes = m_content.bytes();
    m_content.resource(record.resource);
    m_content.scope(record.scope);
    m_content.time(record.time);
    m_content.time(record.observed);
    bytes.byte(record.severity);
    bytes.text(record.severityText);
    bytes.text(record.eventName);
    m_content.value(record.body);
    m_content.attributes(record.attributes);
    bytes.raw({reinterpret_cast<const char *>(record.traceId.bytes().data()), TraceId::byteCount});
    bytes.raw({reinterpret_cast<const char *>(record.spanId.bytes().data()), SpanId::byteCount});
    bytes.varint(record.flags);
    bytes.varint(record.droppedAttributes);
    const std::uint64_t hash = m_content.take();
    const std::uint64_t before = m_seen[hash]++;
    if (before == 0)
        return hash;
    bytes.varint(hash);
    bytes.varint(before);
    return m_content.take();
}

} // namespace spanwise
