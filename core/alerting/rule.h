// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/model/alertrecord.h"
#include "core/model/metricrow.h"

#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// When to call a person, and how loudly.
struct AlertRule
{
    std::string name;
    std::string expression; ///< holds when its result has any element, for example `error_rate > 0.05`
    AlertSeverity severity = AlertSeverity::Warning;
    Duration hold{};     ///< how long the expression must hold before the alert fires
    std::string summary; ///< one sentence for the notification
    bool enabled = true;

    friend bool operator==(const AlertRule &, const AlertRule &) = default;
};

/// The rules that Spanwise starts with.
std::vector<AlertRule> seedRules();

/// Where one alert stands now: a rule, and the tags of one element of its expression.
struct AlertStatus
{
    AlertRule rule;
    MetricTags tags;
    AlertState state = AlertState::Inactive;
    Timestamp since;             ///< of the state
    std::optional<double> value; ///< left side of the comparison when last evaluated, also while inactive
    std::string error;           ///< why the expression cannot be evaluated; empty when it can
    bool acknowledged = false;
};

} // namespace spanwise
