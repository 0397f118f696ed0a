// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/spanselftimes.h"

#include <algorithm>

namespace spanwise {

TimeWindow cutTo(TimeWindow time, TimeWindow within)
{
    const Timestamp begin = std::clamp(time.begin, within.begin, within.end);
    return {begin, std::clamp(time.end, begin, std::max(begin, within.end))};
}

std::vector<Duration> spanSelfTimes(const Trace &trace, TimeWindow within)
{
    const std::size_t count = trace.size();
    std::vector<Duration> self(count);
    std::vector<Timestamp> covered(count);
    for (std::size_t i = 0; i < count; ++i) {
        const TimeWindow own = cutTo(trace[static_cast<SpanRow>(i)].time, within);
        self[i] = own.length();
        covered[i] = own.begin;
    }
    // Spans come in start order, and so do the children of each: what is covered of a parent only grows to
    // the right.
    for (std::size_t i = 0; i < count; ++i) {
        const auto row = static_cast<SpanRow>(i);
        if (trace.tree().isRoot(row))
            continue;
        const SpanRow parent = trace.tree().parent(row);
        const std::size_t above = SpanTree::index(parent);
        const TimeWindow of = cutTo(trace[parent].time, within);
        const Timestamp begin = std::max(trace[row].time.begin, covered[above]);
        const Timestamp end = std::min(trace[row].time.end, of.end);
        if (end <= begin)
            continue;
        self[above] -= end - begin;
        covered[above] = end;
    }
    return self;
}

} // namespace spanwise
