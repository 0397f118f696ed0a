// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/grouping.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace spanwise {

std::vector<std::uint32_t> nestedOrder(const TelemetryBatch &batch)
{
    std::vector<std::uint32_t> order(batch.spans.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto place = [&](std::uint32_t i) { return std::pair(batch.spans[i].resource, batch.spans[i].scope); };
    if (!std::ranges::is_sorted(order, {}, place))
        std::ranges::stable_sort(order, {}, place);
    return order;
}

} // namespace spanwise
