// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/siblingorder.h"

#include "core/model/steplabel.h"
#include "core/timeline/selftime.h"
#include "core/timeline/subtreesums.h"

#include <algorithm>
#include <string_view>

namespace spanwise {
namespace {

/// Sorts every group of siblings by what key gives for a row.
template<class Key>
std::vector<SpanRow> orderedBy(const SpanTree &tree, bool descending, Key key)
{
    std::vector<SpanRow> order(tree.roots().begin(), tree.roots().end());
    order.resize(tree.size());
    const SpanRow *const base = tree.roots().data();
    const auto sortGroup = [&](std::span<const SpanRow> group) {
        const auto begin = order.begin() + (group.data() - base);
        const auto end = std::ranges::copy(group, begin).out;
        if (descending)
            std::stable_sort(begin, end, [&](SpanRow a, SpanRow b) { return key(b) < key(a); });
        else
            std::stable_sort(begin, end, [&](SpanRow a, SpanRow b) { return key(a) < key(b); });
    };
    sortGroup(tree.roots());
    for (std::uint32_t row = 0; row < tree.size(); ++row) {
        if (const auto group = tree.children(static_cast<SpanRow>(row)); !group.empty())
            sortGroup(group);
    }
    return order;
}

} // namespace

SiblingOrder::SiblingOrder(const Trace &trace, SpanOrder order, bool descending)
{
    const SpanTree &tree = trace.tree();
    switch (order) {
    case SpanOrder::Start:
        if (descending)
            m_order = orderedBy(tree, true, [&](SpanRow row) { return trace[row].time.begin; });
        break;
    case SpanOrder::Name:
        m_order = orderedBy(tree, descending, [&](SpanRow row) { return stepLabel(trace[row]); });
        break;
    case SpanOrder::Service:
        m_order = orderedBy(tree, descending, [&](SpanRow row) { return trace.resource(row).serviceName(); });
        break;
    case SpanOrder::Length:
        m_order = orderedBy(tree, descending, [&](SpanRow row) { return trace[row].time.length(); });
        break;
    case SpanOrder::SelfTime: {
        std::vector<Duration> self(trace.size());
        for (std::uint32_t row = 0; row < trace.size(); ++row)
            self[row] = selfTime(trace, static_cast<SpanRow>(row));
        m_order = orderedBy(tree, descending, [&](SpanRow row) { return self[SpanTree::index(row)]; });
        break;
    }
    case SpanOrder::Tokens: {
        const SubtreeSums sums(trace);
        m_order = orderedBy(tree, descending, [&](SpanRow row) { return sums.tokens(row); });
        break;
    }
    case SpanOrder::Cost: {
        const SubtreeSums sums(trace);
        m_order = orderedBy(tree, descending, [&](SpanRow row) { return sums.costUsd(row); });
        break;
    }
    }
}

} // namespace spanwise
