// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/viewport.h"

#include <vector>

namespace spanwise {

struct Tick
{
    int x = 0;
    Duration offset{}; ///< from the beginning of the trace, a multiple of the step
};

/// The marks of a time axis: round distances (1, 2, 5 of a decimal unit; 15 and 30 seconds and minutes;
/// hours).
struct TickScale
{
    Duration step{};
    std::vector<Tick> ticks;
};

/// At most widthPx / minSpacingPx + 1 marks, none closer than minSpacingPx.
TickScale ticksFor(const Viewport &view, int minSpacingPx);

} // namespace spanwise
