// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/subtreesums.h"

#include "core/timeline/treerows.h"

namespace spanwise {

SubtreeSums::SubtreeSums(const Trace &trace)
    : m_tokens(trace.size())
    , m_costUsd(trace.size())
{
    // From the last row up: a child may begin before its parent, but it is always shown below it.
    const TreeRows rows(trace.tree(), {});
    for (std::size_t at = rows.size(); at-- > 0;) {
        const SpanRow row = rows[at];
        const std::size_t index = SpanTree::index(row);
        m_tokens[index] += trace.facts(row).inputTokens + trace.facts(row).outputTokens;
        m_costUsd[index] += trace.facts(row).costUsd;
        if (trace.tree().isRoot(row))
            continue;
        const std::size_t parent = SpanTree::index(trace.tree().parent(row));
        m_tokens[parent] += m_tokens[index];
        m_costUsd[parent] += m_costUsd[index];
    }
}

} // namespace spanwise
