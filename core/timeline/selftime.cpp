// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/selftime.h"

#include <algorithm>

namespace spanwise {

Duration selfTime(const Trace &trace, SpanRow row)
{
    const TimeWindow own = trace[row].time;
    Duration self = std::max(Duration::zero(), own.length());
    Timestamp covered = own.begin;
    // Children come in start order, so what is covered only grows to the right.
    for (const SpanRow child : trace.tree().children(row)) {
        const Timestamp begin = std::max(trace[child].time.begin, covered);
        const Timestamp end = std::min(trace[child].time.end, own.end);
        if (end <= begin)
            continue;
        self -= end - begin;
        covered = end;
    }
    return self;
}

} // namespace spanwise
