// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/severity.h"
#include "core/model/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// One line of what happened: a span began, it recorded an event, or a log record was written.
struct SequenceItem
{
    enum class Kind : std::uint8_t { Span, Event, Log };
    static constexpr std::uint32_t noSpan = UINT32_MAX;

    Timestamp time{}; ///< Timestamp::max() for a log record without a time of its own or of its span
    std::uint32_t span = noSpan; ///< row of the span that it belongs to
    std::uint32_t index = 0;     ///< of the event in its span, or of the record among the logs
    Kind kind = Kind::Span;
    Severity severity = Severity::Info; ///< failures and exceptions are Error; a record keeps its own

    bool hasSpan() const noexcept { return span != noSpan; }
    SpanRow row() const noexcept { return static_cast<SpanRow>(span); }
};

/// What of a sequence is wanted.
struct SequenceFilter
{
    bool spans = true;
    bool events = true;
    bool logs = true;
    Severity least = Severity::None;
    std::string text; ///< found anywhere in names, messages and attributes; compared as search does

    friend bool operator==(const SequenceFilter &, const SequenceFilter &) = default;
};

/// Spans, events and logs (may be nullptr) of a trace by time; at one instant a span comes before what it
/// recorded. O(n log n) in events and records.
std::vector<SequenceItem> sequenceOf(const Trace &trace, const TelemetryBatch *logs);

/// Positions in items of what filter wants, in order; within a range of time where one is given.
std::vector<std::uint32_t> wantedOf(const std::vector<SequenceItem> &items, const Trace &trace,
                                    const TelemetryBatch *logs, const SequenceFilter &filter,
                                    std::optional<TimeWindow> range);

} // namespace spanwise
