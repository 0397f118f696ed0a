// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/timeline/criticalpath.h"
#include "core/timeline/foldedruns.h"
#include "core/timeline/rowmapping.h"
#include "core/timeline/siblingorder.h"
#include "core/timeline/subtreesums.h"
#include "core/timeline/treerows.h"
#include "core/timeline/viewhistory.h"
#include "core/timeline/viewport.h"

#include <memory>
#include <optional>
#include <vector>

namespace spanwise {

/// How a trace that has grown, or is opened, will be shown: what of Waterfall::update() and show() takes
/// long, worked out on another thread.
struct WaterfallGrowth
{
    std::shared_ptr<const Trace> trace;
    std::size_t revision = 0;         ///< of the rows that it was worked out for
    std::vector<std::uint32_t> rowOf; ///< rowsIn() the trace
    std::vector<bool> collapsed;
    SiblingOrder order;
    std::shared_ptr<const TreeRows> rows;
    CriticalPath path;
    SubtreeSums sums;  ///< empty when they were not asked for before
    Subtrees subtrees; ///< the same
};

/// What the waterfall shows and where the reader stands in it, apart from any widget: open rows, the selected
/// span, the stretch of time, the way back.
///
/// Every gesture and key of the canvas is one call here. selected() is a row of the shown trace, never a
/// hidden one unless its ancestors were collapsed by update(). O(n) where rows open or close, else O(1) or
/// O(depth).
class Waterfall
{
public:
    /// Shows another trace from its beginning; the query's span is selected. null empties.
    void show(std::shared_ptr<const Trace> trace);
    /// show() in two steps: the long one on any thread, with the present order, the short one here. O(n log
    /// n); O(1).
    static WaterfallGrowth opened(SpanOrder by, bool descending, std::shared_ptr<const Trace> trace);
    void show(WaterfallGrowth opened);
    /// The same trace with more spans: selection, collapsed rows and the stretch of time stay what they are.
    void update(std::shared_ptr<const Trace> trace);

    /// The rows as they are, for grown().
    struct OpenRows
    {
        std::shared_ptr<const Trace> trace;
        std::vector<bool> collapsed;
        SpanOrder by = SpanOrder::Start;
        bool descending = false;
        bool hasSums = false;
        bool hasSubtrees = false;
        std::size_t revision = 0;
    };
    OpenRows openRows() const;
    /// update() in two steps: the long one on any thread, the short one here. O(n log n); O(1).
    static WaterfallGrowth grown(const OpenRows &rows, std::shared_ptr<const Trace> trace);
    /// Goes up whenever rows open, close, or are sorted: take() needs what was worked out for the present
    /// one.
    std::size_t revision() const noexcept { return m_revision; }
    void take(WaterfallGrowth growth);

    bool isEmpty() const noexcept { return !m_trace || m_trace->size() == 0; }
    const Trace &trace() const { return *m_trace; }
    const std::shared_ptr<const Trace> &snapshot() const noexcept { return m_trace; }
    const TreeRows &rows() const noexcept { return *m_rows; }
    /// The same for other threads.
    const std::shared_ptr<const TreeRows> &rowsSnapshot() const noexcept { return m_rows; }
    const CriticalPath &criticalPath() const noexcept { return m_path; }
    const Viewport &view() const noexcept { return m_view; }
    void setWidth(int widthPx) { m_view = m_view.resized(widthPx); }

    std::optional<SpanRow> selected() const noexcept { return m_selected; }
    std::optional<std::size_t> selectedPosition() const;
    /// Opens what hides it.
    void select(SpanRow row);
    void selectPosition(std::ptrdiff_t position); ///< clamped to the shown rows
    void moveSelection(std::ptrdiff_t rows);
    void selectSibling(int direction);
    void selectParent();
    void selectFirstChild();

    bool isCollapsed(SpanRow row) const;
    void setCollapsed(SpanRow row, bool collapsed);
    void setAllCollapsed(bool collapsed);
    /// The spans whose rows are closed, and closing exactly these again: also in a later snapshot of the
    /// trace. O(n).
    std::vector<SpanId> collapsedSpans() const;
    void setCollapsedSpans(const std::vector<SpanId> &ids);
    /// The row itself, or the closed one that stands for it.
    SpanRow visibleFor(SpanRow row) const;
    /// Left and Right of a tree: close or go up; open or go down.
    void stepOut();
    void stepIn();

    /// Steps of one gesture share a number other than 0 and are one entry of the history.
    void zoomAt(double x, double factor, std::size_t gesture);
    void panBy(double pixels, std::size_t gesture);
    void showTime(TimeWindow part, std::size_t gesture = 0);
    /// The span with a little air around it.
    void fit(SpanRow row);
    void showAll();
    bool goBack();
    bool goForward();
    /// Where the reader stands, for the way back; leaving it adds an entry to the history.
    ViewPlace place() const;
    void leave(const ViewPlace &place, std::size_t gesture) { m_history.leave(place, gesture); }

    /// Siblings in another order than by start. O(n log n).
    void setOrder(SpanOrder order, bool descending);
    SpanOrder order() const noexcept { return m_by; }
    bool isDescending() const noexcept { return m_descending; }

    /// The stretch of time that statistics are limited to.
    const std::optional<TimeWindow> &range() const noexcept { return m_range; }
    void setRange(std::optional<TimeWindow> range) { m_range = range; }

    /// Worked out when they are first asked for. O(n), then O(1).
    const SubtreeSums &sums() const;
    const Subtrees &subtrees() const;

private:
    static void layOut(WaterfallGrowth &growth, SpanOrder by, bool descending);
    void adopt(WaterfallGrowth growth);
    bool takePlace(const std::optional<ViewPlace> &place);
    void rebuildRows();
    void setView(const Viewport &view, std::size_t gesture);
    bool hasChildren(SpanRow row) const { return !m_trace->tree().children(row).empty(); }

    std::shared_ptr<const Trace> m_trace;
    std::vector<bool> m_collapsed;
    std::size_t m_revision = 0;
    SpanOrder m_by = SpanOrder::Start;
    bool m_descending = false;
    SiblingOrder m_order;
    std::optional<TimeWindow> m_range;
    mutable SubtreeSums m_sums;
    mutable Subtrees m_subtrees;
    std::shared_ptr<const TreeRows> m_rows = std::make_shared<const TreeRows>();
    CriticalPath m_path;
    std::optional<SpanRow> m_selected;
    Viewport m_view{TimeWindow{Timestamp{}, Timestamp{} + Duration(1)}, 1};
    ViewHistory m_history;
};

} // namespace spanwise
