// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/rowboxes.h"

#include <algorithm>

namespace spanwise {

BarExtent barExtent(TimeWindow time, const Viewport &view)
{
    const TimeWindow window = view.window();
    const Timestamp end = std::max(time.begin, time.end);
    if (end < window.begin || time.begin > window.end)
        return {};
    const int last = view.widthPx() - 1;
    const int x = std::clamp(static_cast<int>(view.xOf(std::max(time.begin, window.begin))), 0, last);
    const int endX = std::clamp(static_cast<int>(view.xOf(std::min(end, window.end))), 0, last + 1);
    return {.x = x, .width = std::max(1, endX - x)};
}

std::vector<RowBox> rowBoxes(const Trace &trace, const TreeRows &rows, const Viewport &view, RowArea area)
{
    std::vector<RowBox> boxes;
    if (area.rowHeight <= 0 || area.height <= 0)
        return boxes;
    const auto first = static_cast<std::size_t>(std::max(0, area.scrollY) / area.rowHeight);
    const auto bottom = static_cast<std::size_t>(std::max(0, area.scrollY) + area.height);
    for (std::size_t at = first; at < rows.size(); ++at) {
        const std::size_t top = at * static_cast<std::size_t>(area.rowHeight);
        if (top >= bottom)
            break;
        const SpanRow row = rows[at];
        boxes.push_back({.row = row,
                         .position = static_cast<std::uint32_t>(at),
                         .depth = trace.tree().depth(row),
                         .y = static_cast<int>(top) - std::max(0, area.scrollY),
                         .bar = barExtent(trace[row].time, view)});
    }
    return boxes;
}

std::optional<std::size_t> boxAt(std::span<const RowBox> boxes, int y, int rowHeight)
{
    if (boxes.empty() || y < boxes.front().y)
        return std::nullopt;
    const auto at = static_cast<std::size_t>((y - boxes.front().y) / rowHeight);
    return at < boxes.size() ? std::optional(at) : std::nullopt;
}

bool isOnBar(const RowBox &box, int x, int slack)
{
    return box.bar.width > 0 && x >= box.bar.x - slack && x < box.bar.x + box.bar.width + slack;
}

} // namespace spanwise
