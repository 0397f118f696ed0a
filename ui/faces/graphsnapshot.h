// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/stepgraph.h"
#include "core/timeline/graphlayout.h"

#include <memory>

namespace spanwise {

/// One picture of who calls whom, computed in the background: the graph and where its nodes stand.
struct GraphSnapshot
{
    std::shared_ptr<const Trace> trace;
    StepGroups groups;
    StepStatistics statistics;
    StepGraph graph;
    GraphLayout layout;

    /// Steps with the least self time are folded into one node beyond this many: more cannot be read.
    static constexpr std::size_t nodeLimit = 400;
    static std::shared_ptr<const GraphSnapshot> make(std::shared_ptr<const Trace> trace, StepGroups::By by,
                                                     std::optional<TimeWindow> range);
};

} // namespace spanwise
