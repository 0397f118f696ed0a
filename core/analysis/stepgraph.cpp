// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/stepgraph.h"

#include "core/timeline/spanselftimes.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace spanwise {
namespace {

void fold(StepRow &into, const StepRow &from)
{
    into.count += from.count;
    into.failures += from.failures;
    into.total += from.total;
    into.self += from.self;
    into.covered += from.covered;
    into.decisive += from.decisive;
    into.tokens += from.tokens;
    into.cost += from.cost;
}

void addNodes(StepGraph &graph, const std::vector<StepRow> &rows, std::size_t groups, std::size_t limit)
{
    graph.nodeOf.assign(groups, UINT32_MAX);
    std::vector<const StepRow *> byWeight;
    for (const StepRow &row : rows)
        byWeight.push_back(&row);
    const std::size_t kept = rows.size() <= limit ? rows.size() : std::max<std::size_t>(limit, 1) - 1;
    if (kept < rows.size())
        std::ranges::stable_sort(byWeight, std::greater(), [](const StepRow *row) { return row->self; });
    std::sort(byWeight.begin(), byWeight.begin() + static_cast<std::ptrdiff_t>(kept),
              [](const StepRow *left, const StepRow *right) { return left->group < right->group; });
    for (std::size_t i = 0; i < byWeight.size(); ++i) {
        const StepRow &row = *byWeight[i];
        if (i <= kept) {
            graph.nodes.push_back({row, 1});
        } else {
            fold(graph.nodes.back().row, row);
            ++graph.nodes.back().folded;
        }
        graph.nodeOf[row.group] = static_cast<std::uint32_t>(graph.nodes.size() - 1);
    }
}

bool isCounted(TimeWindow time, TimeWindow within)
{
    return time.begin < within.end && (time.end > within.begin || time.begin >= within.begin);
}

} // namespace

StepGraph stepGraph(const Trace &trace, const StepGroups &groups, const StepStatistics &statistics,
                    const CriticalPath &path, std::size_t nodeLimit)
{
    StepGraph graph;
    addNodes(graph, statistics.rows, groups.size(), nodeLimit);
    std::unordered_map<std::uint64_t, std::uint32_t> edges;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        if (trace.tree().isRoot(row) || !isCounted(trace[row].time, statistics.within))
            continue;
        const std::uint32_t caller = groups.of(trace.tree().parent(row));
        const std::uint32_t called = groups.of(row);
        const std::uint32_t from = graph.nodeOf[caller];
        if (from == UINT32_MAX || (groups.by() == StepGroups::By::Service && caller == called))
            continue;
        const std::uint32_t to = graph.nodeOf[called];
        const auto [found, isNew] = edges.try_emplace((std::uint64_t(from) << 32) | to,
                                                      static_cast<std::uint32_t>(graph.edges.size()));
        if (isNew)
            graph.edges.push_back({.from = from, .to = to});
        StepGraph::Edge &edge = graph.edges[found->second];
        ++edge.calls;
        edge.failures += trace.facts(row).failed ? 1U : 0U;
        edge.total += cutTo(trace[row].time, statistics.within).length();
        edge.decisive = edge.decisive || path.contains(row);
    }
    std::ranges::sort(graph.edges, {},
                      [](const StepGraph::Edge &edge) { return std::tuple(edge.from, edge.to); });
    return graph;
}

} // namespace spanwise
