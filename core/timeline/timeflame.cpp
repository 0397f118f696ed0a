// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/timeflame.h"

#include <algorithm>
#include <bit>

namespace spanwise {
namespace {

/// When each lane becomes free; a tree of minima finds the first lane from a given one on that is free at an
/// instant.
class FreeLanes
{
public:
    std::uint32_t take(std::uint32_t from, TimeWindow time)
    {
        if (from >= m_size)
            grow(from + 1);
        auto lane = firstFree(1, 0, m_size, from, time.begin);
        if (lane == m_size) {
            grow(m_size + 1);
            lane = firstFree(1, 0, m_size, from, time.begin);
        }
        set(lane, time.end);
        return lane;
    }

private:
    std::uint32_t firstFree(std::uint32_t node, std::uint32_t begin, std::uint32_t end, std::uint32_t from,
                            Timestamp at) const
    {
        if (end <= from || m_free[node] > at)
            return m_size;
        if (end - begin == 1)
            return begin;
        const std::uint32_t middle = begin + (end - begin) / 2;
        const auto left = firstFree(2 * node, begin, middle, from, at);
        return left != m_size ? left : firstFree(2 * node + 1, middle, end, from, at);
    }

    void set(std::uint32_t lane, Timestamp free)
    {
        std::uint32_t node = m_size + lane;
        m_free[node] = free;
        while (node > 1) {
            node /= 2;
            m_free[node] = std::min(m_free[2 * node], m_free[2 * node + 1]);
        }
    }

    void grow(std::uint32_t lanes)
    {
        const std::uint32_t size = std::bit_ceil(std::max(lanes, 16U));
        std::vector<Timestamp> free(2 * static_cast<std::size_t>(size), Timestamp::min());
        std::copy_n(m_free.begin() + m_size, m_size, free.begin() + size);
        m_free = std::move(free);
        m_size = size;
        for (std::uint32_t node = m_size - 1; node > 0; --node)
            m_free[node] = std::min(m_free[2 * node], m_free[2 * node + 1]);
    }

    std::uint32_t m_size = 0; // lanes, a power of two
    std::vector<Timestamp> m_free;
};

} // namespace

SpanLanes timeFlame(const Trace &trace, const CriticalPath &path)
{
    SpanLanes lanes(trace.size());
    FreeLanes free;
    // In start order, so that what each lane holds only grows to the right. A parent whose clock is late
    // comes after its child: the child then stands where its depth says.
    std::vector<std::uint32_t> laneOf(trace.size(), UINT32_MAX);
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const SpanTree &tree = trace.tree();
        std::uint32_t from = 0;
        if (!tree.isRoot(row)) {
            const std::uint32_t above = laneOf[SpanTree::index(tree.parent(row))];
            from = above == UINT32_MAX ? std::min(tree.depth(row), 1000U) : above + 1;
        }
        const TimeWindow sent = trace[row].time;
        const TimeWindow time{sent.begin, std::max(sent.begin, sent.end)};
        laneOf[i] = free.take(from, time);
        lanes.add(laneOf[i], i, time, {.failed = trace.facts(row).failed, .decisive = path.contains(row)});
    }
    return lanes;
}

} // namespace spanwise
