// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/timeline/treerows.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// A run of pixels of one colour on one lane of the minimap.
struct MinimapMark
{
    int x = 0;
    int width = 1;
    int lane = 0;
    StepKind step = StepKind::Other;
    bool failed = false;
};

/// The whole trace on widthPx columns and at most maxLanes lanes, in the order of rows.
///
/// With more rows than lanes, neighbours share a lane: where they overlap a failed span wins, then the
/// earlier row. No span disappears: each claims one pixel at least unless another already holds it. O(rows +
/// widthPx * lanes).
std::vector<MinimapMark> minimapMarks(const Trace &trace, const TreeRows &rows, int widthPx, int maxLanes);

} // namespace spanwise
