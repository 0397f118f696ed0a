// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace spanwise {

/// Fails as evaluating would, apart from metrics that only the data knows: wrong spelling, types, unknown
/// names. The message begins with "at N: ", N counting characters from 1.
Status checkExpression(std::string_view expression);

/// What an alert shows while its condition does not hold: the left side of the outermost comparison (of the
/// first one below and/or/unless). The whole text when there is no comparison or it cannot be parsed.
std::string leftOfComparison(std::string_view expression);

/// Whether the result can become empty while data flows: somewhere outside arguments there is a filtering
/// comparison, unless, and, or absent(). An alert without any would fire for ever.
bool isCondition(std::string_view expression);

} // namespace spanwise
