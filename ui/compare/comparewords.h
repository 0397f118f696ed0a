// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportion.h"
#include "core/analysis/quantile.h"
#include "core/base/time.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace spanwise {

/// What the comparison pages say. Pure; translated where there are words.

/// "+120 ms", "−3 ms", "0".
QString signedDuration(Duration difference);
/// "+1 204", "−3", "0".
QString signedCount(std::int64_t difference);
/// "+$0.004", "0".
QString signedCost(double difference);
/// "145 ms" of seconds.
QString secondsWords(double seconds);
/// "145 ms (120–180)" or, without bounds, "145 ms (few)"; "–" for nullopt.
QString estimateWords(const std::optional<QuantileEstimate> &estimate);
/// "64 % (128 of 200)".
QString proportionWords(const Proportion &proportion);
/// "+12 %", "−3 %": a difference of shares.
QString signedPoints(double difference);
/// "0.63": a measure of 0 to 1.
QString measureWords(double value);

} // namespace spanwise
