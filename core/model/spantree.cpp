// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/spantree.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace spanwise {
namespace {

/// Finds spans by id: open addressing over row numbers, a tenth of the memory and time of a map of nodes. The
/// first of equal ids wins.
class RowsById
{
public:
    explicit RowsById(std::span<const Span> spans)
        : m_spans(spans)
        , m_slots(std::bit_ceil(spans.size() * 2 + 2), free)
    {
        for (std::uint32_t row = 0; row < spans.size(); ++row) {
            std::uint32_t &slot = m_slots[slotOf(spans[row].id)];
            if (slot == free)
                slot = row;
        }
    }

    /// UINT32_MAX when it is not there.
    std::uint32_t find(SpanId id) const { return m_slots[slotOf(id)]; }

private:
    static constexpr std::uint32_t free = UINT32_MAX;

    std::size_t slotOf(SpanId id) const
    {
        std::uint64_t bits = 0;
        std::memcpy(&bits, id.bytes().data(), sizeof bits);
        // The finaliser of SplitMix64: ids of a counter differ in few bits, at either end.
        bits = (bits ^ bits >> 30U) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ bits >> 27U) * 0x94d049bb133111ebU;
        std::size_t slot = (bits ^ bits >> 31U) & (m_slots.size() - 1);
        while (m_slots[slot] != free && m_spans[m_slots[slot]].id != id)
            slot = (slot + 1) & (m_slots.size() - 1);
        return slot;
    }

    std::span<const Span> m_spans;
    std::vector<std::uint32_t> m_slots;
};

} // namespace

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
    const RowsById rows(spans);
    for (std::uint32_t row = 0; row < spans.size(); ++row) {
        if (!spans[row].parent)
            continue;
        // A parent is mostly what the span before it named, too.
        const bool asBefore = row > 0 && spans[row].parent == spans[row - 1].parent && !m_orphan[row - 1];
        const std::uint32_t parent = asBefore ? m_parent[row - 1] : rows.find(spans[row].parent);
        m_parent[row] = parent;
        if (parent == noParent) {
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
