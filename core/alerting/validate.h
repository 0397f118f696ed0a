// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"
#include "core/base/result.h"

namespace spanwise {

/// Whether a rule can be watched: it has a name, its hold is not negative, and its expression is right and
/// can stop holding. Errors of the expression begin with "at N: ", N counting characters from 1.
Status validate(const AlertRule &rule);

} // namespace spanwise
