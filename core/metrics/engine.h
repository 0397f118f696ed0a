// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/model/metricrow.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// One value of an instant vector.
struct Sample
{
    MetricTags tags;
    double value = 0;
};

/// One line of a chart: values[i] belongs to window.begin + (i + 1) * step; NaN where there was nothing.
struct Series
{
    MetricTags tags;
    std::vector<double> values;
};

/// Answers expressions (design.md section 7). Charts, alerts and the command line ask the same one.
///
/// Any thread may ask; a call holds a lock only while it copies what it needs. Errors carry the position:
/// "at 14: unknown metric 'foo', did you mean 'for'?".
class MetricEngine
{
public:
    virtual ~MetricEngine() = default;

    virtual Result<std::vector<Sample>> evaluate(std::string_view expression, Timestamp at) const = 0;
    /// One value per step, each evaluated at the end of its step.
    virtual Result<std::vector<Series>> evaluateRange(std::string_view expression, TimeWindow window,
                                                      Duration step) const = 0;

protected:
    MetricEngine() = default;
    MetricEngine(const MetricEngine &) = default;
    MetricEngine &operator=(const MetricEngine &) = default;
};

} // namespace spanwise
