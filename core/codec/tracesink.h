// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/decodedtraces.h"
#include "core/codec/scratch.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// What every trace decoder needs besides its format: scratch stacks, the span being read and what is wrong with
/// it, and the rules that hold in every format (which ids are valid, which times can be kept).
class TraceSink
{
public:
    /// Deeper attribute values are refused, so that hostile nesting cannot exhaust the stack. OpenTelemetry's
    /// SDKs stop at 64 as well (protocols.md 13).
    static constexpr int maxValueDepth = 64;

    explicit TraceSink(DecodedTraces &out) : m_out(out) {}

    TelemetryBatch &batch() noexcept { return m_out.batch; }
    Arena &arena() noexcept { return m_out.batch.arena; }

    Scratch<Attribute> attributes;
    Scratch<Value> values;
    Scratch<Event> events;
    Scratch<Link> links;

    /// Begins a resource or scope; spans that follow belong to the latest.
    std::uint32_t addResource();
    std::uint32_t addScope();

    /// Begins a span of the latest resource and scope.
    Span beginSpan();
    /// Notes what is wrong with the span (or resource) being read; the first reason wins.
    void fault(std::string_view reason);
    /// Keeps the span, or leaves it out and counts it when something is wrong with it.
    void finishSpan(const Span &span);
    /// Ends what is not a span: a fault there is a warning, since no span is lost by it.
    void finishPart(std::string_view part);

    /// Ids as they are sent in binary. Wrong lengths of trace and span ids are faults; an empty parent is none.
    void setTraceId(Span &span, std::string_view bytes);
    void setSpanId(Span &span, std::string_view bytes);
    void setParent(Span &span, std::string_view bytes);
    /// A link with an unusable id stays, with the id absent: its attributes still say something.
    static void setLinkIds(Link &link, std::string_view traceId, std::string_view spanId);

    /// Nanoseconds since 1970. Beyond 2262 is a fault.
    Timestamp timestamp(std::uint64_t unixNano, std::string_view what);

    /// text itself when it is valid UTF-8, otherwise a repaired copy in the arena.
    std::string_view text(std::string_view text);

private:
    DecodedTraces &m_out;
    std::string m_fault;
    std::uint64_t m_spanNumber = 0;
};

} // namespace spanwise
