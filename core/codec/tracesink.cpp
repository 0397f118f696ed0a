// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tracesink.h"

#include "core/codec/utf8.h"

#include <limits>

namespace spanwise {
namespace {

template<class Id>
Id idOf(std::string_view bytes)
{
    if (bytes.size() != Id::byteCount)
        return {};
    return Id(std::span<const std::uint8_t, Id::byteCount>(reinterpret_cast<const std::uint8_t *>(bytes.data()),
                                                           Id::byteCount));
}

std::string lengthFault(std::string_view what, std::size_t length, std::size_t expected)
{
    return std::string(what) + " has " + std::to_string(length) + " bytes instead of " + std::to_string(expected);
}

} // namespace

std::uint32_t TraceSink::addResource()
{
    m_fault.clear();
    batch().resources.emplace_back();
    return static_cast<std::uint32_t>(batch().resources.size() - 1);
}

std::uint32_t TraceSink::addScope()
{
    m_fault.clear();
    batch().scopes.emplace_back();
    return static_cast<std::uint32_t>(batch().scopes.size() - 1);
}

Span TraceSink::beginSpan()
{
    m_fault.clear();
    ++m_spanNumber;
    Span span;
    span.resource = static_cast<std::uint32_t>(batch().resources.size() - 1);
    span.scope = static_cast<std::uint32_t>(batch().scopes.size() - 1);
    return span;
}

void TraceSink::fault(std::string_view reason)
{
    if (m_fault.empty())
        m_fault = reason;
}

void TraceSink::finishSpan(const Span &span)
{
    if (!span.traceId)
        fault("trace id is missing or all zero");
    if (!span.id)
        fault("span id is missing or all zero");
    if (m_fault.empty()) {
        batch().spans.push_back(span);
        return;
    }
    ++m_out.rejectedSpans;
    if (m_out.rejectedSpans == 1)
        m_out.firstReason = "span " + std::to_string(m_spanNumber) + " (\"" + std::string(span.name.substr(0, 120))
                            + "\"): " + m_fault;
    m_fault.clear();
}

void TraceSink::finishPart(std::string_view part)
{
    if (!m_fault.empty() && m_out.firstReason.empty())
        m_out.firstReason = std::string(part) + ": " + m_fault;
    m_fault.clear();
}

void TraceSink::setTraceId(Span &span, std::string_view bytes)
{
    if (bytes.size() != TraceId::byteCount)
        fault(lengthFault("trace id", bytes.size(), TraceId::byteCount));
    span.traceId = idOf<TraceId>(bytes);
}

void TraceSink::setSpanId(Span &span, std::string_view bytes)
{
    if (bytes.size() != SpanId::byteCount)
        fault(lengthFault("span id", bytes.size(), SpanId::byteCount));
    span.id = idOf<SpanId>(bytes);
}

void TraceSink::setParent(Span &span, std::string_view bytes)
{
    if (!bytes.empty() && bytes.size() != SpanId::byteCount)
        fault(lengthFault("parent span id", bytes.size(), SpanId::byteCount));
    span.parent = idOf<SpanId>(bytes);
}

void TraceSink::setLinkIds(Link &link, std::string_view traceId, std::string_view spanId)
{
    link.traceId = idOf<TraceId>(traceId);
    link.spanId = idOf<SpanId>(spanId);
}

Timestamp TraceSink::timestamp(std::uint64_t unixNano, std::string_view what)
{
    if (unixNano > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        fault(std::string(what) + " lies beyond the year 2262");
        return {};
    }
    return Timestamp(Duration(static_cast<std::int64_t>(unixNano)));
}

std::string_view TraceSink::text(std::string_view text)
{
    return isValidUtf8(text) ? text : arena().copy(repairedUtf8(text));
}

} // namespace spanwise
