// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/span.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanwise {

/// Position of a span inside one trace, in start order. A handle, not a pointer: it can be
/// stored in a QModelIndex and checked against size().
enum class SpanRow : std::uint32_t {};

/// The shape of one trace: who is whose child.
///
/// Built once over spans sorted by start time, O(n); immutable and free of references to them. Children are
/// ordered by start time and stored contiguously, so parent(), children() and indexInParent() are O(1). A
/// span whose parent is unknown becomes a root and counts as an orphan; a parent cycle is broken at its
/// earliest span.
class SpanTree
{
public:
    explicit SpanTree(std::span<const Span> sortedSpans);

    std::size_t size() const noexcept { return m_parent.size(); }
    std::span<const SpanRow> roots() const noexcept { return {m_children.data(), m_rootCount}; }
    std::span<const SpanRow> children(SpanRow row) const;
    bool isRoot(SpanRow row) const { return m_parent[index(row)] == noParent; }
    /// Only for rows that are not roots.
    SpanRow parent(SpanRow row) const { return static_cast<SpanRow>(m_parent[index(row)]); }
    std::uint32_t indexInParent(SpanRow row) const { return m_position[index(row)]; }
    /// 0 for roots.
    std::uint32_t depth(SpanRow row) const { return m_depth[index(row)]; }
    /// The parent was named but is not here (yet).
    bool isOrphan(SpanRow row) const { return m_orphan[index(row)]; }
    std::size_t orphanCount() const noexcept { return m_orphanCount; }
    std::size_t cycleCount() const noexcept { return m_cycleCount; }

    static constexpr std::size_t index(SpanRow row) { return static_cast<std::size_t>(row); }

private:
    static constexpr std::uint32_t noParent = UINT32_MAX;
    void linkToParents(std::span<const Span> spans);
    void breakCycles();
    void layOutChildren();
    void measureDepths();

    std::vector<std::uint32_t> m_parent;     // row of the parent, or noParent
    std::vector<std::uint32_t> m_position;   // index among the siblings
    std::vector<std::uint32_t> m_firstChild; // offset into m_children
    std::vector<std::uint32_t> m_depth;
    std::vector<SpanRow> m_children; // roots first, then every sibling group
    std::vector<bool> m_orphan;
    std::size_t m_rootCount = 0;
    std::size_t m_orphanCount = 0;
    std::size_t m_cycleCount = 0;
};

} // namespace spanwise
