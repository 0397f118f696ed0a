// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/timeline/treerows.h"
#include "core/timeline/viewport.h"

#include <optional>
#include <span>
#include <vector>

namespace spanwise {

/// The pixel columns of one interval: at least one pixel wide, or 0 when the view does not show any of it.
struct BarExtent
{
    int x = 0;
    int width = 0;
};

/// Cut to the view. An interval that ends before it begins (a broken clock) counts as its first instant.
BarExtent barExtent(TimeWindow time, const Viewport &view);

/// One row of the waterfall on the screen.
struct RowBox
{
    SpanRow row{};
    std::uint32_t position = 0; ///< among all shown rows, for zebra and scrolling
    std::uint32_t depth = 0;
    int y = 0; ///< top, in pixels from the top of the row area
    BarExtent bar;
};

/// The part of all rows that is on the screen.
struct RowArea
{
    int scrollY = 0; ///< pixels scrolled away above
    int height = 0;
    int rowHeight = 25;
};

/// The rows that the area shows, from top to bottom; partly visible ones included. O(rows on the screen).
std::vector<RowBox> rowBoxes(const Trace &trace, const TreeRows &rows, const Viewport &view, RowArea area);

/// The box under y (pixels from the top of the row area), or nullopt below the last row.
std::optional<std::size_t> boxAt(std::span<const RowBox> boxes, int y, int rowHeight);

/// Whether x lies on the bar, with slack pixels to each side so that a thin bar can be caught.
bool isOnBar(const RowBox &box, int x, int slack);

} // namespace spanwise
