// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/spanlanes.h"

#include <algorithm>
#include <cassert>

namespace spanwise {

SpanLanes::SpanLanes(std::size_t frames)
    : m_place(frames, Place{nowhere, 0})
{
}

void SpanLanes::add(std::uint32_t lane, std::uint32_t frame, TimeWindow time, Marks marks)
{
    assert(frame < m_place.size());
    if (lane >= m_lanes.size())
        m_lanes.resize(lane + 1);
    Lane &into = m_lanes[lane];
    assert(into.times.empty() || into.times.back().end <= time.begin);
    m_place[frame] = {lane, static_cast<std::uint32_t>(into.times.size())};
    into.times.push_back(time);
    into.frames.push_back(frame);
    into.failed.push_back(into.failed.back() + (marks.failed ? 1U : 0U));
    into.decisive.push_back(into.decisive.back() + (marks.decisive ? 1U : 0U));
    ++m_count;
}

SpanLanes::Marks SpanLanes::marksIn(Place place, std::uint32_t count) const
{
    const Lane &lane = m_lanes[place.lane];
    const std::size_t first = place.index;
    const std::size_t last = first + count;
    return {.failed = lane.failed[last] > lane.failed[first],
            .decisive = lane.decisive[last] > lane.decisive[first]};
}

std::uint32_t SpanLanes::nearest(std::uint32_t lane, Timestamp at) const
{
    const Lane &in = m_lanes[lane];
    const auto after = std::ranges::upper_bound(in.times, at, {}, &TimeWindow::begin);
    auto index = static_cast<std::size_t>(after - in.times.begin());
    if (index == in.times.size() || (index > 0 && at - in.times[index - 1].end < in.times[index].begin - at))
        --index;
    return in.frames[index];
}

} // namespace spanwise
