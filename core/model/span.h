// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/model/value.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace spanwise {

/// Numbers as in opentelemetry.proto.trace.v1.
enum class SpanKind : std::uint8_t { Unspecified, Internal, Server, Client, Producer, Consumer };
enum class StatusCode : std::uint8_t { Unset, Ok, Error };

/// Bits of Span::flags and Link::flags (protocols.md 1.3).
namespace spanflags {
inline constexpr std::uint32_t sampled = 0x01;
inline constexpr std::uint32_t hasIsRemote = 0x100;
inline constexpr std::uint32_t isRemote = 0x200; ///< means something only together with hasIsRemote
} // namespace spanflags

struct Event
{
    Timestamp time;
    std::string_view name;
    std::span<const Attribute> attributes;
    std::uint32_t droppedAttributes = 0;
};

struct Link
{
    TraceId traceId;
    SpanId spanId;
    std::string_view traceState;
    std::span<const Attribute> attributes;
    std::uint32_t droppedAttributes = 0;
    std::uint32_t flags = 0;
};

/// One operation of a trace, as it was sent. Text and lists are views into the arena of the batch that holds
/// it.
struct Span
{
    TraceId traceId;
    SpanId id;
    SpanId parent; ///< all zero: no parent
    std::string_view name;
    TimeWindow time; ///< as sent: the end may lie before the begin
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
    std::string_view statusMessage;
    std::string_view traceState;
    std::span<const Attribute> attributes;
    std::span<const Event> events;
    std::span<const Link> links;
    std::uint32_t flags = 0;
    std::uint32_t droppedAttributes = 0;
    std::uint32_t droppedEvents = 0;
    std::uint32_t droppedLinks = 0;
    std::uint32_t resource = 0; ///< index into TelemetryBatch::resources
    std::uint32_t scope = 0;    ///< index into TelemetryBatch::scopes

    /// First span of its trace in its process: no parent at all, or one that is known to be remote.
    bool isEntry() const noexcept
    {
        constexpr auto remote = spanflags::hasIsRemote | spanflags::isRemote;
        return !parent || (flags & remote) == remote;
    }
};

} // namespace spanwise
