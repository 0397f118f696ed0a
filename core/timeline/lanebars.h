// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanwise {

/// What one lane of the timeline paints: a span, or a run too narrow to tell apart.
struct LaneBar
{
    int x = 0;               ///< first pixel column
    int width = 1;           ///< at least one pixel, so nothing disappears
    std::uint32_t first = 0; ///< index of the first span in the lane
    std::uint32_t count = 1; ///< more than one means "zoom in to see them"
};

/// Bars for the part of a lane that window shows on widthPx pixels.
///
/// lane must be sorted and disjoint; the lane packer guarantees both. The cost is
/// O(widthPx * log n) whatever the number of spans, because every step either
/// leaves a pixel column or skips, by binary search, all spans that share it.
std::vector<LaneBar> barsForLane(std::span<const TimeWindow> lane, TimeWindow window, int widthPx);

} // namespace spanwise
