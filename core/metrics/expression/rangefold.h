// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/expression/node.h"
#include "core/metrics/expression/value.h"
#include "core/metrics/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace spanwise {

/// What a window of one or more series is reduced to.
enum class Fold : std::uint8_t { Rate, Increase, Sum, Avg, Min, Max, Count, Last, Quantile };

/// Slides the window of selector over the grid and reduces what all of these series recorded in it; NaN for
/// nothing (0 for Rate and Increase once one of the series exists). quantiles has one value per instant, used
/// by Fold::Quantile only. Distributions are added and taken away as the window slides, not merged at every
/// instant.
std::vector<double> foldRange(Fold fold, const Node &selector,
                              const std::vector<const SeriesSnapshot *> &series, const Grid &grid,
                              Timestamp now, const std::vector<double> &quantiles);

/// The value of a series without a window: a counter's total so far; a gauge's newest value of the last 5
/// min.
std::vector<double> instantValues(const Node &selector, const SeriesSnapshot &series, const Grid &grid);

/// Intervals of a window that ends at `at` begin before this.
SeriesHistory::Second windowEnd(const Node &selector, Timestamp at);
/// How far back of windowEnd() a selector can look at most; zero for everything.
SeriesHistory::Seconds lookBack(const Node &selector);

} // namespace spanwise
