// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// Numbers are stored; append only.
enum class AlertSeverity : std::uint8_t { Info, Warning, Critical };
enum class AlertState : std::uint8_t { Inactive, Pending, Firing, Resolved };

/// One change of state of one alert. Kept in the store: the alert history.
struct AlertRecord
{
    Timestamp time;
    std::string rule;
    std::string tags; ///< `{pipeline="multi_hop"}` or empty
    AlertSeverity severity = AlertSeverity::Warning;
    AlertState from = AlertState::Inactive;
    AlertState to = AlertState::Inactive;
    double value = 0;
    std::string expression; ///< as it was when this happened
};

} // namespace spanwise
