// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/model/metricrow.h"

#include <string>

namespace spanwise {

/// A measurement that a sender kept as an example of those that a data point of this series sums up; trace
/// and span say during which work it was made, if any. Kept in the store.
struct ExemplarRow
{
    std::string metric;
    MetricTags tags;
    Timestamp time;
    double value = 0;
    TraceId trace;
    SpanId span;
    std::string attributes; ///< what the series' tags leave out, as a JSON object; empty: none

    friend bool operator==(const ExemplarRow &, const ExemplarRow &) = default;
};

} // namespace spanwise
