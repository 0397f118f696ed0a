// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/model/stepkind.h"

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace spanwise {

/// What the overview shows of the whole pipeline.
enum class OverviewMetric : std::uint8_t {
    QueriesPerSecond,
    FailedPerSecond,
    P50,
    P95,
    P99,
    ErrorRate,
    HallucinationRate,
    CacheHitRate,
    CostPerQuery,
    TokensPerQuery,
    Count
};

inline constexpr std::size_t overviewMetricCount = static_cast<std::size_t>(OverviewMetric::Count);

/// One line over the snapshot's window, and its value now. NaN where there was nothing.
struct TimeLine
{
    std::vector<double> values; ///< values[i] is at window.begin + (i + 1) * step
    double now = std::numeric_limits<double>::quiet_NaN();
};

/// The mean time of one step.
struct StepLine
{
    std::string name;
    StepKind kind = StepKind::Other;
    TimeLine line; ///< ms
};

/// Everything the overview draws, asked at one instant. Immutable once shown.
struct OverviewSnapshot
{
    TimeWindow window; ///< its ends are multiples of step
    Duration step{};
    Duration lookback{};   ///< every value is over the interval of this length before it
    Timestamp rangesAsked; ///< when the lines were asked; `now` values may be newer
    Timestamp now;
    std::array<TimeLine, overviewMetricCount> lines;
    std::vector<StepLine> steps; ///< the longest step of every kind, in the order of StepKind
    std::string problem;         ///< the first error of the engine; empty when all was answered

    const TimeLine &operator[](OverviewMetric metric) const
    {
        return lines[static_cast<std::size_t>(metric)];
    }
    /// Any query ended in the window.
    bool hasData() const;
};

} // namespace spanwise
