// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/rowboxes.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// Neighbouring pixel columns that spans share which are too short to stand alone, or one span that is not.
struct FoldedRun
{
    int x = 0;
    int width = 0;                   ///< at least 1
    std::uint32_t count = 0;         ///< spans in it; 1 is drawn as a bar, more as a hatched run
    StepKind step = StepKind::Other; ///< of its first span
    bool failed = false;             ///< one of them
};

/// How many spans lie below each span, and from when to when: what a closed row stands for. O(n) once, O(1)
/// to ask.
class Subtrees
{
public:
    Subtrees() = default;
    explicit Subtrees(const Trace &trace);

    bool isEmpty() const noexcept { return m_count.empty(); }
    /// Without the span itself.
    std::uint32_t below(SpanRow row) const { return m_count[SpanTree::index(row)] - 1; }
    /// Whether the span or one below it failed.
    bool hasFailure(SpanRow row) const { return m_failed[SpanTree::index(row)]; }
    /// The latest end in the subtree.
    Timestamp end(SpanRow row) const { return m_end[SpanTree::index(row)]; }

private:
    std::vector<std::uint32_t> m_count;
    std::vector<Timestamp> m_end;
    std::vector<bool> m_failed;
};

/// What a closed row hides, as runs from left to right: every span below it that the view shows is in one of
/// them, so none vanishes. A subtree that is narrower than a pixel is taken as a whole: O(spans that are
/// wider, and their children).
std::vector<FoldedRun> foldedRuns(const Trace &trace, const Subtrees &subtrees, SpanRow row,
                                  const Viewport &view);

} // namespace spanwise
