// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/treerows.h"

#include <cassert>

namespace spanwise {

TreeRows::TreeRows(const SpanTree &tree, const std::vector<bool> &collapsed, const SiblingOrder &order)
    : m_position(tree.size(), hidden)
{
    assert(collapsed.empty() || collapsed.size() == tree.size());
    m_rows.reserve(tree.size());
    const auto roots = order.roots(tree);
    std::vector<SpanRow> open(roots.rbegin(), roots.rend());
    while (!open.empty()) {
        const SpanRow row = open.back();
        open.pop_back();
        m_position[SpanTree::index(row)] = static_cast<std::uint32_t>(m_rows.size());
        m_rows.push_back(row);
        if (!collapsed.empty() && collapsed[SpanTree::index(row)])
            continue;
        const auto children = order.children(tree, row);
        open.insert(open.end(), children.rbegin(), children.rend());
    }
}

std::optional<std::size_t> TreeRows::positionOf(SpanRow row) const
{
    const std::size_t index = SpanTree::index(row);
    if (index >= m_position.size() || m_position[index] == hidden)
        return std::nullopt;
    return m_position[index];
}

} // namespace spanwise
