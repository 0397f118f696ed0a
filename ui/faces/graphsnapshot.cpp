// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/graphsnapshot.h"

namespace spanwise {

std::shared_ptr<const GraphSnapshot> GraphSnapshot::make(std::shared_ptr<const Trace> trace,
                                                         StepGroups::By by, std::optional<TimeWindow> range)
{
    auto made = std::make_shared<GraphSnapshot>();
    made->trace = std::move(trace);
    const CriticalPath path(*made->trace, made->trace->queryRow());
    made->groups = StepGroups(*made->trace, by);
    made->statistics = stepStatistics(*made->trace, made->groups, path, range);
    made->graph = stepGraph(*made->trace, made->groups, made->statistics, path, nodeLimit);
    std::vector<GraphLink> links;
    for (const StepGraph::Edge &edge : made->graph.edges)
        links.push_back({edge.from, edge.to});
    made->layout = layOutGraph(made->graph.nodes.size(), links);
    return made;
}

} // namespace spanwise
