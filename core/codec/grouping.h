// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// The spans of a batch in the order in which OTLP nests them: by resource, then by scope, otherwise as they are.
/// O(n log n), O(n) when they are in that order already, as every decoded batch is.
std::vector<std::uint32_t> nestedOrder(const TelemetryBatch &batch);

/// Calls writeResource(resource, first, last) for every run of spans with the same resource; positions are into order.
template<class Write>
void eachResourceRun(const TelemetryBatch &batch, const std::vector<std::uint32_t> &order, Write write)
{
    for (std::size_t first = 0; first < order.size();) {
        const std::uint32_t resource = batch.spans[order[first]].resource;
        std::size_t last = first + 1;
        while (last < order.size() && batch.spans[order[last]].resource == resource)
            ++last;
        write(resource, first, last);
        first = last;
    }
}

/// The same for scopes, within [begin, end) of one resource.
template<class Write>
void eachScopeRun(const TelemetryBatch &batch, const std::vector<std::uint32_t> &order, std::size_t begin,
                  std::size_t end, Write write)
{
    for (std::size_t first = begin; first < end;) {
        const std::uint32_t scope = batch.spans[order[first]].scope;
        std::size_t last = first + 1;
        while (last < end && batch.spans[order[last]].scope == scope)
            ++last;
        write(scope, first, last);
        first = last;
    }
}

} // namespace spanwise
