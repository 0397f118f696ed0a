// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/spantree.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

namespace spanwise {

SpanTree::SpanTree(std::span<const Span> sortedSpans)
    : m_parent(sortedSpans.size(), noParent)
    , m_position(sortedSpans.size())
    , m_firstChild(sortedSpans.size() + 1)
    , m_depth(sortedSpans.size(), 0)
    , m_orphan(sortedSpans.size(), false)
{
    assert(std::ranges::is_sorted(sortedSpans, {}, [](const Span &s) { return s.time.begin; }));
    linkToParents(sortedSpans);
    breakCycles();
    layOutChildren();
    measureDepths();
}

std::span<const SpanRow> SpanTree::children(SpanRow row) const
{
    const std::size_t begin = m_firstChild[index(row)];
    const std::size_t end = m_firstChild[index(row) + 1];
    return {m_children.data() + begin, end - begin};
}

void SpanTree::linkToParents(std::span<const Span> spans)
{
    std::unordered_map<SpanId, std::uint32_t> rows;
    rows.reserve(spans.size());
    for (std::uint32_t row = 0; row < spans.size(); ++row)
        rows.try_emplace(spans[row].id, row);
    for (std::uint32_t row = 0; row < spans.size(); ++row) {
        if (!spans[row].parent)
            continue;
        if (const auto it = rows.find(spans[row].parent); it != rows.end()) {
            m_parent[row] = it->second;
        } else {
            m_orphan[row] = true;
            ++m_orphanCount;
        }
    }
}

void SpanTree::breakCycles()
{
    enum : std::uint8_t { Unseen, OnPath, Rooted };
    std::vector<std::uint8_t> state(size(), Unseen);
    std::vector<std::uint32_t> path;
    for (std::uint32_t start = 0; start < size(); ++start) {
        path.clear();
        std::uint32_t row = start;
        while (row != noParent && state[row] == Unseen) {
            state[row] = OnPath;
            path.push_back(row);
            row = m_parent[row];
        }
        if (row != noParent && state[row] == OnPath) {
            m_parent[*std::min_element(std::find(path.begin(), path.end(), row), path.end())] = noParent;
            ++m_cycleCount;
        }
        for (const std::uint32_t visited : path)
            state[visited] = Rooted;
    }
}

void SpanTree::layOutChildren()
{
    // Counting sort by parent: rows are in time order, so siblings stay in time order.
    std::vector<std::uint32_t> count(size(), 0);
    for (const std::uint32_t parent : m_parent)
        parent == noParent ? void(++m_rootCount) : void(++count[parent]);

    std::uint32_t offset = static_cast<std::uint32_t>(m_rootCount);
    for (std::size_t row = 0; row < size(); ++row) {
        m_firstChild[row] = offset;
        offset += count[row];
    }
    m_firstChild[size()] = offset;

    m_children.resize(size());
    std::uint32_t nextRoot = 0;
    std::ranges::fill(count, 0);
    for (std::uint32_t row = 0; row < size(); ++row) {
        const std::uint32_t parent = m_parent[row];
        m_position[row] = parent == noParent ? nextRoot++ : count[parent]++;
        const std::uint32_t base = parent == noParent ? 0 : m_firstChild[parent];
        m_children[base + m_position[row]] = static_cast<SpanRow>(row);
    }
}

void SpanTree::measureDepths()
{
    // A child may start before its parent (clock skew), so rows are visited from the roots down.
    std::vector<SpanRow> open(roots().begin(), roots().end());
    while (!open.empty()) {
        const SpanRow row = open.back();
        open.pop_back();
        for (const SpanRow child : children(row)) {
            m_depth[index(child)] = m_depth[index(row)] + 1;
            open.push_back(child);
        }
    }
}

} // namespace spanwise
