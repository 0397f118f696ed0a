// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/rangesums.h"

#include <algorithm>

namespace spanwise {

RangeSums rangeSums(const Trace &trace, TimeWindow range)
{
    RangeSums sums;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const TimeWindow time = trace[row].time;
        if (time.begin > range.end)
            break; // spans come in start order
        const Timestamp end = std::max(time.begin, time.end);
        if (end < range.begin)
            continue;
        const SpanFacts &facts = trace.facts(row);
        ++sums.spans;
        sums.steps += facts.step != StepKind::Other ? 1U : 0U;
        sums.failed += facts.failed ? 1U : 0U;
        if (end <= range.end) {
            sums.tokens += facts.inputTokens + facts.outputTokens;
            sums.costUsd += facts.costUsd;
        }
    }
    return sums;
}

} // namespace spanwise
