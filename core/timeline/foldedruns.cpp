// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/foldedruns.h"

#include "core/timeline/treerows.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr int narrow = 2; ///< pixels: a bar of this width shows nothing of its own

/// Sums spans up by pixel column.
class Columns
{
public:
    explicit Columns(int width)
        : m_columns(static_cast<std::size_t>(std::max(1, width)))
    {
    }

    void add(BarExtent bar, std::uint32_t count, StepKind step, bool failed)
    {
        if (bar.width > narrow) {
            m_wide.push_back({bar.x, bar.width, count, step, failed});
            return;
        }
        FoldedRun &column = m_columns[static_cast<std::size_t>(bar.x)];
        if (column.count == 0)
            column.step = step;
        column.count += count;
        column.failed = column.failed || failed;
    }

    std::vector<FoldedRun> runs()
    {
        std::vector<FoldedRun> runs = std::move(m_wide);
        for (int x = 0; x < static_cast<int>(m_columns.size()); ++x) {
            const FoldedRun &column = m_columns[static_cast<std::size_t>(x)];
            if (column.count == 0)
                continue;
            const bool goesOn = m_hasRun && m_run.x + m_run.width + 1 >= x;
            if (!goesOn) {
                close(runs);
                m_run = {x, 0, 0, column.step, false};
                m_hasRun = true;
            }
            m_run.width = x - m_run.x + 1;
            m_run.count += column.count;
            m_run.failed = m_run.failed || column.failed;
        }
        close(runs);
        std::ranges::stable_sort(runs, {}, &FoldedRun::x);
        return runs;
    }

private:
    void close(std::vector<FoldedRun> &runs)
    {
        if (m_hasRun)
            runs.push_back(m_run);
        m_hasRun = false;
    }

    std::vector<FoldedRun> m_columns;
    std::vector<FoldedRun> m_wide;
    FoldedRun m_run;
    bool m_hasRun = false;
};

} // namespace

Subtrees::Subtrees(const Trace &trace)
    : m_count(trace.size(), 1)
    , m_end(trace.size())
    , m_failed(trace.size())
{
    const TreeRows rows(trace.tree(), {});
    for (std::size_t at = rows.size(); at-- > 0;) {
        const SpanRow row = rows[at];
        const std::size_t index = SpanTree::index(row);
        m_end[index] = std::max({m_end[index], trace[row].time.begin, trace[row].time.end});
        m_failed[index] = m_failed[index] || trace.facts(row).failed;
        if (trace.tree().isRoot(row))
            continue;
        const std::size_t parent = SpanTree::index(trace.tree().parent(row));
        m_count[parent] += m_count[index];
        m_end[parent] = std::max(m_end[parent], m_end[index]);
        m_failed[parent] = m_failed[parent] || m_failed[index];
    }
}

std::vector<FoldedRun> foldedRuns(const Trace &trace, const Subtrees &subtrees, SpanRow row,
                                  const Viewport &view)
{
    Columns columns(view.widthPx());
    const TimeWindow shown = view.window();
    std::vector<SpanRow> open{row};
    while (!open.empty()) {
        const SpanRow parent = open.back();
        open.pop_back();
        for (const SpanRow child : trace.tree().children(parent)) {
            const TimeWindow time = trace[child].time;
            if (subtrees.end(child) < shown.begin)
                continue;
            if (time.begin > shown.end && subtrees.below(child) == 0)
                break; // by start: so do all after it. What has children may have some that began before it
            const BarExtent whole = barExtent({time.begin, subtrees.end(child)}, view);
            if (whole.width > 0 && whole.width <= narrow) {
                columns.add(whole, subtrees.below(child) + 1, trace.facts(child).step,
                            subtrees.hasFailure(child));
                continue;
            }
            if (const BarExtent bar = barExtent(time, view); bar.width > 0)
                columns.add(bar, 1, trace.facts(child).step, trace.facts(child).failed);
            if (subtrees.below(child) > 0)
                open.push_back(child);
        }
    }
    return columns.runs();
}

} // namespace spanwise
