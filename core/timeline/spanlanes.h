// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/timeline/lanebars.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spanwise {

/// Frames of a flame graph packed into lanes: within a lane they are sorted and disjoint, so none hides
/// another.
///
/// A frame is an interval with a number of the caller's (a span's row, a node of a merged tree) and marks
/// that a fold of many frames must not lose. An immutable value once filled; 24 bytes a frame. Every question
/// is O(1) or O(log n).
class SpanLanes
{
public:
    struct Place
    {
        std::uint32_t lane = 0;
        std::uint32_t index = 0;
    };
    struct Marks
    {
        bool failed = false;
        bool decisive = false; ///< on the critical path
    };

    /// For frames with numbers below frames; those that are never added have no place.
    explicit SpanLanes(std::size_t frames = 0);

    /// Frames of one lane come in the order of time.begin, none before the end of the one before it.
    void add(std::uint32_t lane, std::uint32_t frame, TimeWindow time, Marks marks);

    std::size_t laneCount() const noexcept { return m_lanes.size(); }
    std::size_t frameCount() const noexcept { return m_count; }
    std::span<const TimeWindow> lane(std::size_t lane) const { return m_lanes[lane].times; }
    std::uint32_t frame(Place place) const { return m_lanes[place.lane].frames[place.index]; }
    TimeWindow time(Place place) const { return m_lanes[place.lane].times[place.index]; }
    bool has(std::uint32_t frame) const noexcept
    {
        return frame < m_place.size() && m_place[frame].lane != nowhere;
    }
    /// Only of a frame that has().
    Place placeOf(std::uint32_t frame) const { return m_place[frame]; }
    /// What is true of any of count frames from place on. O(1).
    Marks marksIn(Place place, std::uint32_t count) const;
    /// The frame of a lane that is nearest to an instant. The lane is never empty.
    std::uint32_t nearest(std::uint32_t lane, Timestamp at) const;

private:
    static constexpr std::uint32_t nowhere = UINT32_MAX;
    struct Lane
    {
        std::vector<TimeWindow> times;
        std::vector<std::uint32_t> frames;
        std::vector<std::uint32_t> failed{0};   // how many of the first i frames
        std::vector<std::uint32_t> decisive{0}; // how many of the first i frames
    };

    std::vector<Lane> m_lanes;
    std::vector<Place> m_place; // by frame
    std::size_t m_count = 0;
};

} // namespace spanwise
