// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace spanwise {

/// Enough of a clock's spans to walk through.
inline constexpr std::size_t maxSkewedSpans = 1000;

/// A clock that does not agree with its caller's, and what was done about it.
struct SkewedClock
{
    std::string service;
    Duration offset{}; ///< what its times were moved by; what they would have to be when it is not shifted
    std::size_t spans = 0; ///< that lie by this clock, in this part of the trace
    bool shifted = false;  ///< false: the offset is beyond the bound, so the times stay as they were sent
    std::vector<SpanId> where{}; ///< the first of them, at most maxSkewedSpans

    friend bool operator==(const SkewedClock &, const SkewedClock &) = default;
};

/// A trace whose clocks agree.
struct SkewCorrection
{
    std::shared_ptr<const Trace> trace; ///< the one that was given when nothing had to be shifted
    std::vector<SkewedClock> clocks;    ///< in the order of their first span
};

/// Further apart than this is no skew but a clock that was never set: it is told, not hidden.
inline constexpr std::chrono::minutes maxClockSkew{5};

/// Shifts what another machine's clock has put where it cannot have been: a span that begins before the span
/// that called it, or a server's span that does not lie within its client's. It and all below it on the same
/// clock move together, so that it lies in the middle of its caller, or begins with it when it takes longer.
/// Spans of one resource share a clock, and so do resources with the same host.name. What may be meant (work
/// that goes on after its caller has ended) stays.
///
/// The result shares the texts of the trace; spans are found again by their ids. O(n log n); O(n) when
/// nothing is shifted.
SkewCorrection correctSkew(std::shared_ptr<const Trace> trace, Duration bound = maxClockSkew);

} // namespace spanwise
