// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/expression/node.h"
#include "core/metrics/expression/value.h"

#include <string_view>

namespace spanwise {

/// Applies the operator of node to its two evaluated sides, with PromQL's rules of which elements belong
/// together. Fails, at the operator's position in text, when several elements claim the same partner.
Result<GridValue> applyBinary(const Node &node, GridValue left, GridValue right, std::size_t count,
                              std::string_view text);

/// The tags that grouping leaves.
MetricTags groupedTags(const MetricTags &tags, const Grouping &grouping);

} // namespace spanwise
