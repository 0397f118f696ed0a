// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/model/metricrow.h"

#include <cstddef>
#include <vector>

namespace spanwise {

/// The instants at which an expression is evaluated.
struct Grid
{
    Timestamp first;
    Duration step{};
    std::size_t count = 1;

    Timestamp at(std::size_t i) const { return first + step * static_cast<Duration::rep>(i); }
};

/// One element over the grid; NaN where it is absent.
struct GridLine
{
    MetricTags tags;
    std::vector<double> values;
};

/// What a part of an expression evaluates to: a number (one line without tags) or a vector.
struct GridValue
{
    bool isScalar = false;
    std::vector<GridLine> lines;
};

} // namespace spanwise
