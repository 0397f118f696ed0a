// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"

#include <optional>
#include <string>

namespace spanwise {

/// The limit that an alert rule draws into a chart.
struct Threshold
{
    std::string metric; ///< "p95_latency_ms"
    double value = 0;
    std::string label; ///< the rule's expression, trimmed

    friend bool operator==(const Threshold &, const Threshold &) = default;
};

/// The threshold of a rule of the form `name > number` (or >=, <, <=; the name may have matchers and a
/// window). Any other expression has none that could be drawn.
std::optional<Threshold> thresholdOf(const AlertRule &rule);

} // namespace spanwise
