// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/stepstatistics.h"

#include <vector>

namespace spanwise {

/// Who calls whom: steps or services as nodes, calls between their spans as edges.
///
/// Beyond a limit of nodes, those with the least self time are folded into one that tells how many they are;
/// nothing is left out.
struct StepGraph
{
    struct Node
    {
        StepRow row;              ///< summed over what is folded; quantiles are of the first
        std::uint32_t folded = 1; ///< groups in it
    };
    struct Edge
    {
        std::uint32_t from = 0; ///< index of a node
        std::uint32_t to = 0;   ///< equal to from: it calls itself
        std::uint32_t calls = 0;
        std::uint32_t failures = 0;
        Duration total{};      ///< of the called spans within the stretch
        bool decisive = false; ///< one of the calls is on the critical path
    };

    std::vector<Node> nodes;
    std::vector<Edge> edges;           ///< by from, then to
    std::vector<std::uint32_t> nodeOf; ///< by group; UINT32_MAX for groups without spans in the stretch
};

/// Counts the calls of spans that statistics counted. Between services only calls from one to another are
/// edges.
StepGraph stepGraph(const Trace &trace, const StepGroups &groups, const StepStatistics &statistics,
                    const CriticalPath &path, std::size_t nodeLimit);

} // namespace spanwise
