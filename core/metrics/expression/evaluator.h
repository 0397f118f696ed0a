// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/expression/node.h"
#include "core/metrics/expression/value.h"
#include "core/metrics/snapshot.h"

#include <string_view>
#include <vector>

namespace spanwise {

/// What selector reads of its metric to be evaluated on grid.
SeriesSelection selectionOf(const Node &selector, const Grid &grid);

/// Evaluates a whole grid at once; an instant is a grid of one. snapshot answers the expression's selectors
/// in order. Fails with "at N: ..." only where elements cannot be matched one to one. Recursion is bounded by
/// the parser.
Result<GridValue> evaluateOn(const Grid &grid, const Node &root, std::string_view text,
                             const MetricSnapshot &snapshot);

} // namespace spanwise
