// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/waterfall.h"

#include <algorithm>
#include <unordered_set>

namespace spanwise {

void Waterfall::show(std::shared_ptr<const Trace> trace)
{
    show(opened(m_by, m_descending, std::move(trace)));
}

WaterfallGrowth Waterfall::opened(SpanOrder by, bool descending, std::shared_ptr<const Trace> trace)
{
    WaterfallGrowth opened;
    opened.trace = std::move(trace);
    opened.rows = std::make_shared<const TreeRows>();
    if (!opened.trace || opened.trace->size() == 0)
        return opened;
    opened.collapsed.assign(opened.trace->size(), false);
    layOut(opened, by, descending);
    return opened;
}

void Waterfall::show(WaterfallGrowth opened)
{
    const int width = m_view.widthPx();
    m_history.clear();
    m_range.reset();
    m_selected.reset();
    adopt(std::move(opened));
    if (isEmpty())
        return;
    m_view = Viewport(m_trace->time(), width);
    m_selected = m_trace->queryRow();
}

/// Rows and path of the trace with these spans collapsed.
void Waterfall::layOut(WaterfallGrowth &growth, SpanOrder by, bool descending)
{
    const Trace &trace = *growth.trace;
    growth.order = SiblingOrder(trace, by, descending);
    growth.rows = std::make_shared<const TreeRows>(trace.tree(), growth.collapsed, growth.order);
    growth.path = CriticalPath(trace, trace.queryRow());
}

void Waterfall::adopt(WaterfallGrowth growth)
{
    m_trace = std::move(growth.trace);
    m_collapsed = std::move(growth.collapsed);
    m_order = std::move(growth.order);
    m_rows = std::move(growth.rows);
    m_path = std::move(growth.path);
    m_sums = std::move(growth.sums);
    m_subtrees = std::move(growth.subtrees);
    ++m_revision;
}

const SubtreeSums &Waterfall::sums() const
{
    if (m_sums.isEmpty() && !isEmpty())
        m_sums = SubtreeSums(*m_trace);
    return m_sums;
}

const Subtrees &Waterfall::subtrees() const
{
    if (m_subtrees.isEmpty() && !isEmpty())
        m_subtrees = Subtrees(*m_trace);
    return m_subtrees;
}

void Waterfall::setOrder(SpanOrder order, bool descending)
{
    if (order == m_by && descending == m_descending)
        return;
    m_by = order;
    m_descending = descending;
    if (isEmpty())
        return;
    m_order = SiblingOrder(*m_trace, m_by, m_descending);
    rebuildRows();
}

void Waterfall::update(std::shared_ptr<const Trace> trace)
{
    if (isEmpty() || !trace || trace->id() != m_trace->id()) {
        show(std::move(trace));
        return;
    }
    take(grown(openRows(), std::move(trace)));
}

Waterfall::OpenRows Waterfall::openRows() const
{
    return {m_trace, m_collapsed, m_by, m_descending, !m_sums.isEmpty(), !m_subtrees.isEmpty(), m_revision};
}

WaterfallGrowth Waterfall::grown(const OpenRows &rows, std::shared_ptr<const Trace> trace)
{
    WaterfallGrowth growth;
    growth.trace = std::move(trace);
    growth.revision = rows.revision;
    const Trace &now = *growth.trace;
    growth.rowOf =
        rowsIn(*rows.trace, now); // rows move when spans arrive in between: ids carry the state over
    growth.collapsed.assign(now.size(), false);
    for (std::size_t i = 0; i < rows.collapsed.size(); ++i) {
        if (rows.collapsed[i] && growth.rowOf[i] != noRow)
            growth.collapsed[growth.rowOf[i]] = true;
    }
    layOut(growth, rows.by, rows.descending);
    if (rows.hasSums)
        growth.sums = SubtreeSums(now);
    if (rows.hasSubtrees)
        growth.subtrees = Subtrees(now);
    return growth;
}

void Waterfall::take(WaterfallGrowth growth)
{
    const std::uint32_t selected = m_selected ? growth.rowOf[SpanTree::index(*m_selected)] : noRow;
    adopt(std::move(growth));
    m_selected = selected == noRow ? m_trace->queryRow() : static_cast<SpanRow>(selected);
    m_view = m_view.over(m_trace->time());
}

void Waterfall::rebuildRows()
{
    m_rows = std::make_shared<const TreeRows>(m_trace->tree(), m_collapsed, m_order);
    ++m_revision;
}

std::optional<std::size_t> Waterfall::selectedPosition() const
{
    return m_selected ? m_rows->positionOf(*m_selected) : std::nullopt;
}

void Waterfall::select(SpanRow row)
{
    if (isEmpty() || SpanTree::index(row) >= m_trace->size())
        return;
    m_selected = row;
    bool opened = false;
    for (SpanRow above = row; !m_trace->tree().isRoot(above);) {
        above = m_trace->tree().parent(above);
        opened = opened || m_collapsed[SpanTree::index(above)];
        m_collapsed[SpanTree::index(above)] = false;
    }
    if (opened)
        rebuildRows();
}

void Waterfall::selectPosition(std::ptrdiff_t position)
{
    if (m_rows->size() == 0)
        return;
    const auto last = static_cast<std::ptrdiff_t>(m_rows->size()) - 1;
    m_selected = (*m_rows)[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(position, 0, last))];
}

void Waterfall::moveSelection(std::ptrdiff_t rows)
{
    const auto position = selectedPosition();
    selectPosition(position ? static_cast<std::ptrdiff_t>(*position) + rows : 0);
}

void Waterfall::selectSibling(int direction)
{
    if (!m_selected)
        return;
    const SpanTree &tree = m_trace->tree();
    const auto siblings =
        tree.isRoot(*m_selected) ? m_order.roots(tree) : m_order.children(tree, tree.parent(*m_selected));
    const auto now = m_order.isByStart() ? siblings.begin() + tree.indexInParent(*m_selected)
                                         : std::ranges::find(siblings, *m_selected);
    const std::int64_t next = (now - siblings.begin()) + direction;
    if (next >= 0 && next < static_cast<std::int64_t>(siblings.size()))
        select(siblings[static_cast<std::size_t>(next)]);
}

void Waterfall::selectParent()
{
    if (m_selected && !m_trace->tree().isRoot(*m_selected))
        select(m_trace->tree().parent(*m_selected));
}

void Waterfall::selectFirstChild()
{
    if (m_selected && hasChildren(*m_selected))
        select(m_order.children(m_trace->tree(), *m_selected).front());
}

bool Waterfall::isCollapsed(SpanRow row) const
{
    return SpanTree::index(row) < m_collapsed.size() && m_collapsed[SpanTree::index(row)];
}

void Waterfall::setCollapsed(SpanRow row, bool collapsed)
{
    if (isEmpty() || !hasChildren(row) || isCollapsed(row) == collapsed)
        return;
    m_collapsed[SpanTree::index(row)] = collapsed;
    rebuildRows();
    // What is selected must be on the screen: the row that now stands for it takes its place.
    if (m_selected && !m_rows->positionOf(*m_selected))
        m_selected = row;
}

void Waterfall::setAllCollapsed(bool collapsed)
{
    if (isEmpty())
        return;
    for (std::uint32_t i = 0; i < m_collapsed.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        // Roots stay open: a screen of one row helps nobody.
        m_collapsed[i] = collapsed && hasChildren(row) && !m_trace->tree().isRoot(row);
    }
    rebuildRows();
    if (m_selected)
        m_selected = visibleFor(*m_selected);
}

std::vector<SpanId> Waterfall::collapsedSpans() const
{
    std::vector<SpanId> ids;
    for (std::size_t i = 0; i < m_collapsed.size(); ++i) {
        if (m_collapsed[i])
            ids.push_back((*m_trace)[static_cast<SpanRow>(i)].id);
    }
    return ids;
}

void Waterfall::setCollapsedSpans(const std::vector<SpanId> &ids)
{
    if (isEmpty())
        return;
    const std::unordered_set<SpanId> wanted(ids.begin(), ids.end());
    for (std::uint32_t i = 0; i < m_collapsed.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        m_collapsed[i] = hasChildren(row) && wanted.contains((*m_trace)[row].id);
    }
    rebuildRows();
    if (m_selected)
        m_selected = visibleFor(*m_selected);
}

SpanRow Waterfall::visibleFor(SpanRow row) const
{
    while (!m_rows->positionOf(row) && !m_trace->tree().isRoot(row))
        row = m_trace->tree().parent(row);
    return row;
}

void Waterfall::stepOut()
{
    if (!m_selected)
        return;
    if (hasChildren(*m_selected) && !isCollapsed(*m_selected))
        setCollapsed(*m_selected, true);
    else
        selectParent();
}

void Waterfall::stepIn()
{
    if (!m_selected)
        return;
    if (isCollapsed(*m_selected))
        setCollapsed(*m_selected, false);
    else
        selectFirstChild();
}

void Waterfall::setView(const Viewport &view, std::size_t gesture)
{
    if (view == m_view)
        return;
    m_history.leave(place(), gesture);
    m_view = view;
}

void Waterfall::zoomAt(double x, double factor, std::size_t gesture)
{
    setView(m_view.zoomedAt(x, factor), gesture);
}

void Waterfall::panBy(double pixels, std::size_t gesture)
{
    setView(m_view.pannedBy(pixels), gesture);
}

void Waterfall::showTime(TimeWindow part, std::size_t gesture)
{
    setView(m_view.showing(part), gesture);
}

void Waterfall::fit(SpanRow row)
{
    if (isEmpty())
        return;
    const TimeWindow time = (*m_trace)[row].time;
    const Duration air = std::max(Duration::zero(), time.length()) / 20;
    showTime({time.begin - air, std::max(time.begin, time.end) + air});
}

void Waterfall::showAll()
{
    setView(m_view.showingAll(), 0);
}

ViewPlace Waterfall::place() const
{
    return {m_view, !isEmpty() && m_selected ? (*m_trace)[*m_selected].id : SpanId{}};
}

bool Waterfall::takePlace(const std::optional<ViewPlace> &place)
{
    if (!place)
        return false;
    m_view = Viewport(m_view.whole(), m_view.widthPx()).showing(place->view.window());
    if (!place->selected || place->selected == this->place().selected)
        return true;
    const auto &spans = m_trace->batch().spans;
    if (const auto span = std::ranges::find(spans, place->selected, &Span::id); span != spans.end())
        select(static_cast<SpanRow>(span - spans.begin()));
    return true;
}

bool Waterfall::goBack()
{
    return !isEmpty() && takePlace(m_history.back(place()));
}

bool Waterfall::goForward()
{
    return !isEmpty() && takePlace(m_history.forward(place()));
}

} // namespace spanwise
