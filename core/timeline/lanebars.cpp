// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/lanebars.h"

#include <algorithm>

namespace spanwise {
namespace {

/// Maps instants of the window to pixel columns and back.
class PixelScale
{
public:
    PixelScale(TimeWindow window, int widthPx)
        : m_window(window)
        , m_nsPerPixel(static_cast<double>(window.length().count()) / widthPx)
        , m_lastColumn(widthPx - 1)
    {
    }

    int column(Timestamp t) const
    {
        const double offset = static_cast<double>((t - m_window.begin).count());
        return std::clamp(static_cast<int>(offset / m_nsPerPixel), 0, m_lastColumn);
    }

    /// First instant that belongs to a later column than column.
    Timestamp endOf(int column) const
    {
        return m_window.begin + Duration(static_cast<std::int64_t>((column + 1) * m_nsPerPixel) + 1);
    }

private:
    TimeWindow m_window;
    double m_nsPerPixel;
    int m_lastColumn;
};

} // namespace

std::vector<LaneBar> barsForLane(std::span<const TimeWindow> lane, TimeWindow window, int widthPx)
{
    std::vector<LaneBar> bars;
    if (widthPx <= 0 || window.length() <= Duration::zero())
        return bars;

    const PixelScale scale(window, widthPx);
    const auto visibleEnd = std::ranges::lower_bound(lane, window.end, {}, &TimeWindow::begin);
    auto it = std::ranges::upper_bound(lane.begin(), visibleEnd, window.begin, {}, &TimeWindow::end);

    while (it != visibleEnd) {
        const int x = scale.column(it->begin);
        const int endX = scale.column(it->end);
        auto next = it + 1;
        if (endX == x) {
            // Too narrow to stand alone: take every span that starts in this column.
            // Disjointness means that only the last of them can reach beyond it.
            next = std::ranges::lower_bound(next, visibleEnd, scale.endOf(x), {}, &TimeWindow::begin);
            if (next - it > 1 && scale.column((next - 1)->end) > x)
                --next;
        }
        bars.push_back({.x = x,
                        .width = std::max(1, endX - x),
                        .first = static_cast<std::uint32_t>(it - lane.begin()),
                        .count = static_cast<std::uint32_t>(next - it)});
        it = next;
    }
    return bars;
}

} // namespace spanwise
