// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// Of a span that is not there any more.
inline constexpr std::uint32_t noRow = UINT32_MAX;

/// Where the spans of an earlier snapshot of a trace stand in a later one, by their ids: by row of before,
/// the row in after. Spans keep their order when others come between them, so this is one walk through both;
/// O(n). Any thread.
std::vector<std::uint32_t> rowsIn(const Trace &before, const Trace &after);

} // namespace spanwise
