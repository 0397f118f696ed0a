// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/criticalpath.h"
#include "core/timeline/spanlanes.h"

#include <string_view>
#include <vector>

namespace spanwise {

/// The flame graph of a trace merged by step path: spans with the same stepLabel()s from the root down are
/// one frame.
///
/// A frame is as wide as the work in it: the self times of its spans and of all below, so parallel work adds
/// up and children never overlap. Below each frame the widest comes first. Times of the lanes count work from
/// the epoch, not instants.
struct MergedFlame
{
    struct Node
    {
        std::string_view name; ///< views the trace
        SpanRow longest{};     ///< stands for the frame where a single span is asked for
        std::uint32_t parent = UINT32_MAX;
        std::uint32_t depth = 0;
        std::uint32_t count = 0;
        std::uint32_t failures = 0;
        Duration self{};
        Duration work{}; ///< self and everything below
        std::int64_t tokens = 0;
        double cost = 0;
        bool decisive = false; ///< some span of it is on the critical path
    };

    std::vector<Node> nodes;           ///< parents before their children
    std::vector<std::uint32_t> nodeOf; ///< by span row; UINT32_MAX for a span outside the range
    SpanLanes lanes;                   ///< frames are nodes; those without work have no place
    TimeWindow whole;                  ///< of all work, never empty
};

/// Only what ran within counts. O(n) and a hash look-up a span.
MergedFlame mergedFlame(const Trace &trace, const CriticalPath &path, TimeWindow within);

} // namespace spanwise
