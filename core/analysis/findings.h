// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/clockskew.h"
#include "core/model/trace.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace spanwise {

/// Something about a trace that its reader would want to be told.
struct Finding
{
    enum class Kind : std::uint8_t {
        Error,    ///< spans.front() is where it began, the others are the spans above that failed with it
        Repeated, ///< many similar short siblings, one after the other: N+1
        Retry,    ///< the same again after it failed
        Gap,      ///< nobody was working
        Reversed, ///< spans that end before they begin
        Orphans,  ///< spans whose parent is not here
        Cycles,   ///< spans that are their own ancestors
        Dropped,  ///< the sender dropped attributes, events or links; count of them
        Cut,      ///< attributes whose values were cut off by the sender
        Skewed,   ///< spans by a clock that cannot be right
    };

    Kind kind{};
    std::vector<SpanRow> spans; ///< where to look, the first one first; at most maxFindingSpans
    std::uint64_t count = 0;    ///< how many there are, also beyond spans
    TimeWindow time{};          ///< of a gap or a run; of the first span otherwise
    std::string detail; ///< the failure's own words, the name that repeats, the attribute that was cut, the
                        ///< clock's service
    Duration offset{};  ///< how far the clock was moved, or would have to be
    bool isShifted = false; ///< the clock's times were moved; false: too far off for that
};

/// Enough to walk through.
inline constexpr std::size_t maxFindingSpans = 1000;

/// What is worth telling about a trace, the worst first: errors, retries, repetitions, gaps, clocks that are
/// off, then what else is wrong with the data. Rows are those of the trace that is given; clocks are what
/// correctSkew() found of it, whether the trace has been shifted or not. Pure, any thread; O(n log n).
///
/// - An error is told once, at the deepest failing span; spans above it that failed too are its chain.
/// - Repeated: at least 5 siblings of one name and no children of their own, each shorter than a tenth of
/// their parent, one
///   after the other, together at least a tenth of it.
/// - A retry is a sibling of the same name that begins after a failed one has ended, with none of that name
/// between.
/// - A gap is a stretch of a span with children, and that is no step of its own, in which none of them ran:
/// at least a twentieth
///   of the query and 10 ms.
/// - Cut: texts of a common limit's exact length (128, 256, 512, 1024, 2048, 4096, 8192, ... bytes or
/// characters) that at least two
///   values have and none exceeds, or that end in "..." or "…" at the limit, or say "[truncated]" at their
///   end.
std::vector<Finding> findingsOf(const Trace &trace, std::span<const SkewedClock> clocks = {});

namespace findings {

// The parts of findingsOf().
void addErrors(const Trace &trace, std::vector<Finding> &all);
void addRetries(const Trace &trace, std::vector<Finding> &all);
void addRepeated(const Trace &trace, std::vector<Finding> &all);
void addGaps(const Trace &trace, std::vector<Finding> &all);
void addSkew(const Trace &trace, std::span<const SkewedClock> clocks, std::vector<Finding> &all);
void addDefects(const Trace &trace, std::vector<Finding> &all);

} // namespace findings

} // namespace spanwise
