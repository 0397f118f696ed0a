// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstddef>

namespace spanwise {

/// What is not right about the shape of a trace. It is shown as it is; some of it heals when more spans
/// arrive.
struct TraceDefects
{
    std::size_t orphans = 0;  ///< spans whose parent is not here
    std::size_t cycles = 0;   ///< rings of parents, each broken at its earliest span
    std::size_t skewed = 0;   ///< spans that begin before their parent
    std::size_t reversed = 0; ///< spans that end before they begin
    std::size_t dropped = 0;  ///< attributes, events and links that the sender left out

    friend bool operator==(const TraceDefects &, const TraceDefects &) = default;
};

/// O(n).
TraceDefects defectsOf(const Trace &trace);

} // namespace spanwise
