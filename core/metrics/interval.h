// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/sketch.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

namespace spanwise {

/// What one series recorded in one stretch of time.
struct Interval
{
    std::chrono::sys_seconds begin;
    std::uint64_t count = 0; ///< values recorded
    double sum = 0;          ///< of the values; for a counter, what it grew by
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    double last = 0;       ///< newest value, for gauges
    QuantileSketch sketch; ///< for histograms

    /// Adds a stretch that follows or equals this one in time.
    void merge(const Interval &later)
    {
        count += later.count;
        sum += later.sum;
        min = std::min(min, later.min);
        max = std::max(max, later.max);
        last = later.last;
        if (!later.sketch.isEmpty())
            sketch.merge(later.sketch);
    }
};

} // namespace spanwise
