// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/engine.h"
#include "ui/overview/snapshot.h"

#include <memory>
#include <stop_token>
#include <string>

namespace spanwise {

struct OverviewRequest
{
    Duration length{}; ///< of the time range that ends now
    Timestamp now;
    /// The last answer: its lines are used again while they are of the same window and less than a second
    /// old.
    std::shared_ptr<const OverviewSnapshot> previous;
};

/// The step of a chart of this length: 150 to 300 points, in lengths that people count in.
Duration chartStep(Duration length);

/// The expression of a metric with values over `lookback`, in the engine's language.
std::string expressionOf(OverviewMetric metric, Duration lookback);

/// Asks for everything; about a dozen expressions. Any thread; leaves early, with what it has, when stop is
/// requested.
OverviewSnapshot askOverview(const MetricEngine &engine, const OverviewRequest &request,
                             std::stop_token stop = {});

} // namespace spanwise
