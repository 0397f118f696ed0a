// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>

namespace spanwise {

/// What happened in a stretch of time: spans that were under way in it, and what those used that ended in it.
struct RangeSums
{
    std::uint64_t spans = 0;
    std::uint64_t steps = 0; ///< whose step is known
    std::uint64_t failed = 0;
    std::int64_t tokens = 0; ///< of spans that ended in it: a span's tokens are told at its end
    double costUsd = 0;

    friend bool operator==(const RangeSums &, const RangeSums &) = default;
};

/// O(spans that begin before the range ends).
RangeSums rangeSums(const Trace &trace, TimeWindow range);

} // namespace spanwise
