// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/model/value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spanwise {

/// One log record as it was sent. Text and lists are views into the arena of the batch that holds it.
///
/// Source: opentelemetry.proto.logs.v1 (protocols.md 1.4). A record may belong to a trace, to a span of it,
/// or to none.
struct LogRecord
{
    std::optional<Timestamp> time;     ///< when it happened; absent: the sender did not know
    std::optional<Timestamp> observed; ///< when it was collected
    std::uint8_t severity =
        0; ///< SeverityNumber: 1-4 trace, 5 debug, 9 info, 13 warn, 17 error, 21-24 fatal; 0 none
    std::string_view severityText; ///< as the source spells it
    std::string_view eventName;
    Value body;
    std::span<const Attribute> attributes;
    TraceId traceId; ///< all zero: none
    SpanId spanId;   ///< all zero: none
    std::uint32_t flags = 0;
    std::uint32_t droppedAttributes = 0;
    std::uint32_t resource = 0; ///< index into TelemetryBatch::resources
    std::uint32_t scope = 0;    ///< index into TelemetryBatch::scopes

    /// Where it stands among others: its own time, else when it was observed.
    std::optional<Timestamp> when() const noexcept { return time ? time : observed; }
};

} // namespace spanwise
