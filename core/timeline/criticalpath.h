// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <array>
#include <vector>

namespace spanwise {

/// How long a query's critical path was in each kind of step, 0..1 of the whole path.
struct PathShares
{
    /// In the order of StepKind; a span of kind Other counts for the nearest step above it.
    std::array<double, stepKindNames.size()> steps{};
    /// No step was at work: a span that has children, and is no step or part of one, had none of them
    /// running.
    double waiting = 0;
};

/// The chain of work that decided how long the query took: making anything else faster would not have helped.
///
/// Found from the end backwards: before each instant the child that ended last is what was waited for; where
/// no child ran, the span itself was the cause. A child that reaches a little beyond the instant (a twentieth
/// of its length: clocks and hand-overs are not exact) still counts as ended; one that reaches further ran
/// asynchronously and does not. Segments are disjoint and, clock skew aside, together as long as the query
/// span.
class CriticalPath
{
public:
    struct Segment
    {
        SpanRow row{};
        TimeWindow time;
    };

    CriticalPath() = default;
    /// Of the tree below top. O(n log n) in the spans below it.
    CriticalPath(const Trace &trace, SpanRow top);

    /// Latest first.
    const std::vector<Segment> &segments() const noexcept { return m_segments; }
    /// True for every span on the path or above a part of it.
    bool contains(SpanRow row) const
    {
        return SpanTree::index(row) < m_on.size() && m_on[SpanTree::index(row)];
    }
    /// Of the whole path, or of the part of it that lies in a stretch of time. O(segments).
    const PathShares &shares() const noexcept { return m_shares; }
    PathShares sharesWithin(const Trace &trace, TimeWindow part) const;

private:
    void follow(const Trace &trace, SpanRow top);

    std::vector<Segment> m_segments;
    std::vector<bool> m_on;
    PathShares m_shares;
};

} // namespace spanwise
