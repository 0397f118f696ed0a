// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spanwise {

/// A directed connection of a graph that is to be laid out.
struct GraphLink
{
    std::uint32_t from = 0;
    std::uint32_t to = 0;

    friend bool operator==(const GraphLink &, const GraphLink &) = default;
};

/// Where the nodes of a directed graph stand: in layers from left to right, callers before the called.
///
/// After Sugiyama, Tagawa and Toda (1981): links that close a cycle run backwards, every node stands one
/// layer behind its last caller, long links pass through way points, and layers are sorted by the mean of
/// their neighbours until crossings no longer become fewer. The same graph always gives the same picture.
/// Self links take no part.
struct GraphLayout
{
    struct Spot
    {
        std::uint32_t layer = 0;
        double y = 0; ///< middle, in rows: nodes of a layer are at least one row apart
    };
    struct Route
    {
        std::vector<Spot>
            points;             ///< from the caller to the called, way points between; empty for a self link
        bool backwards = false; ///< closes a cycle
    };

    std::vector<Spot> nodes;   ///< by node
    std::vector<Route> routes; ///< by link
    std::uint32_t layers = 0;
    double height = 0; ///< in rows
};

/// Every link names nodes below nodeCount. For hundreds of nodes: O(sweeps * (nodes + way points) log).
GraphLayout layOutGraph(std::size_t nodeCount, std::span<const GraphLink> links);

} // namespace spanwise
