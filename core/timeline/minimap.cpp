// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/minimap.h"

#include "core/timeline/rowboxes.h"
#include "core/timeline/viewport.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace spanwise {
namespace {

/// One lane. Each pixel is painted once: m_next leads from a painted pixel to the next free one, with path
/// halving, so that thousands of spans over each other cost no more than the pixels they show.
class Lane
{
public:
    explicit Lane(int widthPx)
        : m_colour(static_cast<std::size_t>(widthPx), none)
        , m_next(static_cast<std::size_t>(widthPx) + 1)
    {
        clear();
    }

    void clear()
    {
        std::ranges::fill(m_colour, none);
        std::iota(m_next.begin(), m_next.end(), 0U);
    }

    void paint(BarExtent bar, std::uint8_t colour)
    {
        const auto end = static_cast<std::uint32_t>(bar.x + bar.width);
        for (std::uint32_t x = freeFrom(static_cast<std::uint32_t>(bar.x)); x < end; x = freeFrom(x)) {
            m_colour[x] = colour;
            m_next[x] = x + 1;
        }
    }

    void appendRuns(int lane, std::vector<MinimapMark> &marks) const
    {
        for (std::size_t x = 0; x < m_colour.size();) {
            std::size_t end = x + 1;
            while (end < m_colour.size() && m_colour[end] == m_colour[x])
                ++end;
            if (m_colour[x] != none)
                marks.push_back({.x = static_cast<int>(x),
                                 .width = static_cast<int>(end - x),
                                 .lane = lane,
                                 .step = static_cast<StepKind>(m_colour[x] & ~failedBit),
                                 .failed = (m_colour[x] & failedBit) != 0});
            x = end;
        }
    }

    static constexpr std::uint8_t failedBit = 0x80;

private:
    static constexpr std::uint8_t none = 0x7f;

    std::uint32_t freeFrom(std::uint32_t x)
    {
        while (m_next[x] != x) {
            m_next[x] = m_next[m_next[x]];
            x = m_next[x];
        }
        return x;
    }

    std::vector<std::uint8_t> m_colour;
    std::vector<std::uint32_t> m_next; // one more than pixels: the last is always free
};

} // namespace

std::vector<MinimapMark> minimapMarks(const Trace &trace, const TreeRows &rows, int widthPx, int maxLanes)
{
    std::vector<MinimapMark> marks;
    if (widthPx <= 0 || maxLanes <= 0 || rows.size() == 0)
        return marks;
    const Viewport view(trace.time(), widthPx);
    const std::size_t lanes = std::min(rows.size(), static_cast<std::size_t>(maxLanes));
    Lane lane(widthPx);
    for (std::size_t number = 0; number < lanes; ++number) {
        const std::size_t first = number * rows.size() / lanes;
        const std::size_t count = (number + 1) * rows.size() / lanes - first;
        const std::span<const SpanRow> shared = rows.rows().subspan(first, count);
        lane.clear();
        for (const bool failed : {true, false}) {
            for (const SpanRow row : shared) {
                if (trace.facts(row).failed != failed)
                    continue;
                const auto step = static_cast<std::uint8_t>(trace.facts(row).step);
                lane.paint(barExtent(trace[row].time, view),
                           static_cast<std::uint8_t>(failed ? step | Lane::failedBit : step));
            }
        }
        lane.appendRuns(static_cast<int>(number), marks);
    }
    return marks;
}

} // namespace spanwise
