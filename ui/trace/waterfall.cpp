// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/waterfall.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>
#include <unordered_set>

namespace spanwise {
namespace {

bool sameIgnoringCase(char left, char right)
{
    return std::tolower(static_cast<unsigned char>(left)) == std::tolower(static_cast<unsigned char>(right));
}

} // namespace

void Waterfall::show(std::shared_ptr<const Trace> trace)
{
    const int width = m_view.widthPx();
    m_trace = std::move(trace);
    m_history.clear();
    m_selected.reset();
    m_collapsed.clear();
    if (isEmpty()) {
        m_rows = {};
        m_path = {};
        return;
    }
    m_collapsed.assign(m_trace->size(), false);
    m_view = Viewport(m_trace->time(), width);
    m_path = CriticalPath(*m_trace, m_trace->queryRow());
    m_selected = m_trace->queryRow();
    rebuildRows();
}

void Waterfall::update(std::shared_ptr<const Trace> trace)
{
    if (isEmpty() || !trace || trace->id() != m_trace->id()) {
        show(std::move(trace));
        return;
    }
    // Rows move when spans arrive in between: ids carry the state over.
    std::unordered_set<SpanId> collapsed;
    for (std::size_t i = 0; i < m_collapsed.size(); ++i) {
        if (m_collapsed[i])
            collapsed.insert((*m_trace)[static_cast<SpanRow>(i)].id);
    }
    const SpanId selected = m_selected ? (*m_trace)[*m_selected].id : SpanId{};
    m_trace = std::move(trace);
    m_collapsed.assign(m_trace->size(), false);
    m_selected.reset();
    for (std::uint32_t i = 0; i < m_trace->size(); ++i) {
        const SpanId id = (*m_trace)[static_cast<SpanRow>(i)].id;
        m_collapsed[i] = collapsed.contains(id);
        if (id == selected && !m_selected)
            m_selected = static_cast<SpanRow>(i);
    }
    m_view = m_view.over(m_trace->time());
    m_path = CriticalPath(*m_trace, m_trace->queryRow());
    rebuildRows();
    if (!m_selected)
        m_selected = m_trace->queryRow();
}

void Waterfall::rebuildRows()
{
    m_rows = TreeRows(m_trace->tree(), m_collapsed);
}

std::optional<std::size_t> Waterfall::selectedPosition() const
{
    return m_selected ? m_rows.positionOf(*m_selected) : std::nullopt;
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
    if (m_rows.size() == 0)
        return;
    const auto last = static_cast<std::ptrdiff_t>(m_rows.size()) - 1;
    m_selected = m_rows[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(position, 0, last))];
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
    const auto siblings = tree.isRoot(*m_selected) ? tree.roots() : tree.children(tree.parent(*m_selected));
    const std::int64_t next = static_cast<std::int64_t>(tree.indexInParent(*m_selected)) + direction;
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
        select(m_trace->tree().children(*m_selected).front());
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
    if (m_selected && !m_rows.positionOf(*m_selected))
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
    while (m_selected && !m_rows.positionOf(*m_selected))
        m_selected = m_trace->tree().parent(*m_selected);
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
    m_history.leave(m_view, gesture);
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

bool Waterfall::goBack()
{
    const auto view = m_history.back(m_view);
    if (view)
        m_view = Viewport(m_view.whole(), m_view.widthPx()).showing(view->window());
    return view.has_value();
}

bool Waterfall::goForward()
{
    const auto view = m_history.forward(m_view);
    if (view)
        m_view = Viewport(m_view.whole(), m_view.widthPx()).showing(view->window());
    return view.has_value();
}

std::vector<SpanRow> Waterfall::find(std::string_view text) const
{
    std::vector<SpanRow> found;
    if (isEmpty() || text.empty())
        return found;
    const TreeRows all(m_trace->tree(), {});
    for (const SpanRow row : all.rows()) {
        if (!std::ranges::search((*m_trace)[row].name, text, sameIgnoringCase).empty())
            found.push_back(row);
    }
    return found;
}

} // namespace spanwise
