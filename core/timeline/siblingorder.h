// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanwise {

/// What the siblings of a tree can be ordered by.
enum class SpanOrder : std::uint8_t { Start, Name, Service, Length, SelfTime, Tokens, Cost };

/// The children of every span in an order of the reader's; the tree keeps its shape. An empty order is the
/// tree's own: by start. Built in O(n log n), asked in O(1); immutable.
class SiblingOrder
{
public:
    SiblingOrder() = default;
    /// Ties keep their start order.
    SiblingOrder(const Trace &trace, SpanOrder order, bool descending);

    bool isByStart() const noexcept { return m_order.empty(); }
    std::span<const SpanRow> roots(const SpanTree &tree) const
    {
        return isByStart() ? tree.roots() : own(tree.roots(), tree);
    }
    std::span<const SpanRow> children(const SpanTree &tree, SpanRow row) const
    {
        return isByStart() ? tree.children(row) : own(tree.children(row), tree);
    }

private:
    /// The group at the same place in m_order: both lists begin with the roots and hold every group in the
    /// same slots.
    std::span<const SpanRow> own(std::span<const SpanRow> group, const SpanTree &tree) const
    {
        return {m_order.data() + (group.data() - tree.roots().data()), group.size()};
    }

    std::vector<SpanRow> m_order;
};

} // namespace spanwise
