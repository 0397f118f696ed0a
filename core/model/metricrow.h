// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// Sorted by key; keys are unique.
using MetricTags = std::vector<std::pair<std::string, std::string>>;

/// What one series recorded in one interval. Kept in the store; rows of one series merge by adding.
struct MetricRow
{
    std::string name;
    MetricTags tags;
    Timestamp time;        ///< begin of the interval, a multiple of resolution
    Duration resolution{}; ///< length of the interval
    std::uint64_t count = 0;
    double sum = 0;
    double min = 0;
    double max = 0;
    std::string sketch; ///< serialised quantile sketch; empty for counters and gauges
};

} // namespace spanwise
