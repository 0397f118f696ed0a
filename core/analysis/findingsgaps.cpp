// SPDX-License-Identifier: GPL-3.0-or-later
// Gaps: where a query only waited.
#include "core/analysis/findings.h"

#include "core/model/steplabel.h"

#include <algorithm>

namespace spanwise::findings {
namespace {

using namespace std::chrono_literals;

constexpr Duration shortestGap = 10ms;
constexpr std::int64_t shareOfQuery = 20; ///< a twentieth
constexpr std::size_t mostGaps = 50;

} // namespace

void addGaps(const Trace &trace, std::vector<Finding> &all)
{
    const SpanTree &tree = trace.tree();
    const Duration query = trace[trace.queryRow()].time.length();
    const Duration least = std::max<Duration>(shortestGap, query / shareOfQuery);
    std::vector<Finding> gaps;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const auto children = tree.children(row);
        const TimeWindow own = trace[row].time;
        if (children.empty() || trace.facts(row).step != StepKind::Other || own.length() < least)
            continue;
        Timestamp covered = own.begin;
        const auto add = [&](Timestamp until) {
            if (until - covered >= least)
                gaps.push_back({.kind = Finding::Kind::Gap,
                                .spans = {row},
                                .count = 1,
                                .time = {covered, until},
                                .detail = std::string(stepLabel(trace[row]))});
        };
        for (const SpanRow child : children) { // by start, so what is covered only grows
            add(std::min(trace[child].time.begin, own.end));
            covered = std::clamp(trace[child].time.end, covered, std::max(covered, own.end));
        }
        add(own.end);
    }
    std::ranges::stable_sort(gaps, std::greater(), [](const Finding &gap) { return gap.time.length(); });
    gaps.resize(std::min(gaps.size(), mostGaps));
    std::ranges::move(gaps, std::back_inserter(all));
}

} // namespace spanwise::findings
