// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/mergedflame.h"

#include "core/model/steplabel.h"
#include "core/timeline/spanselftimes.h"
#include "core/timeline/treerows.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace spanwise {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

struct StepPathKey
{
    std::uint32_t parent;
    std::string_view name;
    friend bool operator==(const StepPathKey &, const StepPathKey &) = default;
};

struct StepPathHash
{
    std::size_t operator()(const StepPathKey &key) const noexcept
    {
        return std::hash<std::string_view>()(key.name) ^ (key.parent * 0x9E3779B97F4A7C15ULL);
    }
};

bool touches(TimeWindow time, TimeWindow within)
{
    return time.begin < within.end && std::max(time.begin, time.end) >= within.begin;
}

void count(MergedFlame::Node &node, const Trace &trace, SpanRow row, Duration self, bool decisive)
{
    const SpanFacts &facts = trace.facts(row);
    if (node.count == 0 || trace[row].time.length() > trace[node.longest].time.length())
        node.longest = row;
    ++node.count;
    node.failures += facts.failed ? 1U : 0U;
    node.self += self;
    node.work += self;
    node.tokens += facts.inputTokens + facts.outputTokens;
    node.cost += facts.costUsd;
    node.decisive = node.decisive || decisive;
}

/// Gives every node its stretch of the axis: its own width, children from its left edge on, widest first.
void layOut(MergedFlame &flame)
{
    const std::size_t size = flame.nodes.size();
    std::vector<std::uint32_t> order(size);
    for (std::uint32_t i = 0; i < size; ++i)
        order[i] = i;
    // Level by level, in the order of the parents; a stable sort keeps equals as they were met.
    std::vector<Timestamp> next(size); // where the next child of a node begins
    Timestamp nextRoot{};
    std::vector<std::uint32_t> rank(size); // of a node within its level
    std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return flame.nodes[i].depth; });
    for (auto level = order.begin(); level != order.end();) {
        const std::uint32_t depth = flame.nodes[*level].depth;
        const auto end =
            std::find_if(level, order.end(), [&](std::uint32_t i) { return flame.nodes[i].depth != depth; });
        const auto parentRank = [&](std::uint32_t i) { return depth == 0 ? 0 : rank[flame.nodes[i].parent]; };
        std::stable_sort(level, end, [&](std::uint32_t left, std::uint32_t right) {
            return parentRank(left) != parentRank(right) ? parentRank(left) < parentRank(right)
                                                         : flame.nodes[left].work > flame.nodes[right].work;
        });
        for (std::uint32_t position = 0; level != end; ++level, ++position) {
            const MergedFlame::Node &node = flame.nodes[*level];
            rank[*level] = position;
            Timestamp &begin = node.parent == none ? nextRoot : next[node.parent];
            next[*level] = begin;
            if (node.work > Duration::zero())
                flame.lanes.add(depth, *level, {begin, begin + node.work},
                                {.failed = node.failures > 0, .decisive = node.decisive});
            begin += node.work;
        }
    }
    flame.whole = {Timestamp{}, std::max(nextRoot, Timestamp{} + Duration(1))};
}

} // namespace

MergedFlame mergedFlame(const Trace &trace, const CriticalPath &path, TimeWindow within)
{
    MergedFlame flame;
    flame.nodeOf.assign(trace.size(), none);
    const std::vector<Duration> self = spanSelfTimes(trace, within);
    std::unordered_map<StepPathKey, std::uint32_t, StepPathHash> known;
    std::vector<std::uint32_t> pathOf(trace.size(),
                                      none); // also of spans outside the range: their children may be inside
    const TreeRows rows(trace.tree(), {});
    for (const SpanRow row : rows.rows()) {
        const bool isRoot = trace.tree().isRoot(row);
        const std::string_view name = stepLabel(trace[row]);
        const std::uint32_t above = isRoot ? none : pathOf[SpanTree::index(trace.tree().parent(row))];
        const auto [found, isNew] =
            known.try_emplace({above, name}, static_cast<std::uint32_t>(flame.nodes.size()));
        if (isNew)
            flame.nodes.push_back({.name = name,
                                   .longest = row,
                                   .parent = above,
                                   .depth = isRoot ? 0 : flame.nodes[above].depth + 1});
        pathOf[SpanTree::index(row)] = found->second;
        if (!touches(trace[row].time, within))
            continue;
        flame.nodeOf[SpanTree::index(row)] = found->second;
        count(flame.nodes[found->second], trace, row, self[SpanTree::index(row)], path.contains(row));
    }
    for (std::size_t i = flame.nodes.size(); i-- > 0;) {
        if (const std::uint32_t parent = flame.nodes[i].parent; parent != none)
            flame.nodes[parent].work += flame.nodes[i].work;
    }
    flame.lanes = SpanLanes(flame.nodes.size());
    layOut(flame);
    return flame;
}

} // namespace spanwise
