// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/stepgroups.h"
#include "core/timeline/criticalpath.h"

#include <optional>
#include <vector>

namespace spanwise {

/// What the spans of one step took together, as far as they lie within a stretch of time.
struct StepRow
{
    std::uint32_t group = 0; ///< in the groups that were asked for
    std::uint32_t count = 0; ///< spans that touch the stretch
    std::uint32_t failures = 0;
    Duration total{};    ///< summed up, parts outside cut off
    Duration self{};     ///< the same of the time in which no child ran
    Duration p50{};      ///< of the whole spans (nearest rank)
    Duration p95{};      ///< of the whole spans (nearest rank)
    Duration covered{};  ///< time in which at least one of them ran: at most the stretch
    Duration decisive{}; ///< on the critical path
    std::int64_t tokens = 0;
    double cost = 0;
    SpanRow longest{}; ///< the first of the longest
};

/// Rows for the groups with at least one span within, in the order of the groups.
struct StepStatistics
{
    std::vector<StepRow> rows;
    TimeWindow within; ///< what was counted
    Duration whole{};  ///< what shares refer to: the query's part of the stretch, at least 1 ns
};

/// range: only what lies in it counts; nullopt: the whole trace, shares of the query's duration. O(n log n)
/// for the quantiles.
StepStatistics stepStatistics(const Trace &trace, const StepGroups &groups, const CriticalPath &path,
                              std::optional<TimeWindow> range);

} // namespace spanwise
