// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/clockskew.h"
#include "core/timeline/rangesums.h"
#include "ui/trace/header.h"
#include "ui/trace/waterfall.h"

#include <memory>
#include <optional>

namespace spanwise {

/// A trace made ready to be shown: everything about it that takes longer the more spans it has. A value, made
/// on any thread.
struct TraceGrowth
{
    std::shared_ptr<const Trace> sent;
    std::shared_ptr<const Trace> shown; ///< sent, or the same with its clocks shifted
    std::vector<SkewedClock> clocks;
    bool isShifted = false;
    TraceHeader::Facts facts;
    std::optional<TimeWindow> range; ///< what sums are limited to
    RangeSums sums;

    /// O(n log n).
    static TraceGrowth make(std::shared_ptr<const Trace> sent, bool shiftClocks,
                            std::optional<TimeWindow> range);
};

} // namespace spanwise
