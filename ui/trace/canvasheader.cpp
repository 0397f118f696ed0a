// SPDX-License-Identifier: GPL-3.0-or-later
// The head of Canvas: its columns, what is in them, how they are chosen, ordered and sized.
#include "core/timeline/selftime.h"
#include "ui/models/format.h"
#include "ui/page/menuheading.h"
#include "ui/trace/canvas.h"
#include "ui/trace/spanwords.h"

#include <QMenu>

#include <utility>

namespace spanwise {

void Canvas::setColumns(const CanvasColumns &columns)
{
    if (columns == m_layout.columns)
        return;
    const bool reordered =
        columns.order != m_layout.columns.order || columns.descending != m_layout.columns.descending;
    m_layout.columns = columns;
    if (reordered) {
        const bool had = m_waterfall.rows().size() > 0;
        m_waterfall.setOrder(columns.order, columns.descending);
        if (had) {
            revealSelection();
            Q_EMIT rowsChanged();
        }
    }
    updateLayout();
    Q_EMIT viewChanged();
    Q_EMIT columnsChanged();
    viewport()->update();
}

void Canvas::sortBy(SpanOrder order)
{
    CanvasColumns columns = m_layout.columns;
    columns.sortBy(order);
    setColumns(columns);
}

/// Left of the time area: true when the press was taken.
bool Canvas::pressHeader(QPoint at)
{
    if (at.x() >= m_layout.timeX() - CanvasLayout::dividerSlack)
        return false;
    if (const auto border = m_layout.borderAt(at.x())) {
        m_drag = Drag::Column;
        m_dragged = border;
        return true;
    }
    for (const CanvasLayout::ColumnPlace &place : m_layout.columnPlaces()) {
        if (at.x() >= place.x && at.x() < place.x + place.width) {
            sortBy(orderOf(place.column));
            return true;
        }
    }
    sortBy(SpanOrder::Name);
    return true;
}

void Canvas::openHeaderMenu(QPoint at)
{
    QMenu menu(this);
    addHeading(menu, tr("Columns"));
    for (std::size_t i = 0; i < CanvasColumns::number; ++i) {
        QAction *const action = menu.addAction(columnTitle(static_cast<CanvasColumn>(i)));
        action->setCheckable(true);
        action->setChecked(m_layout.columns.shown[i]);
        connect(action, &QAction::toggled, this, [this, i](bool shown) {
            CanvasColumns columns = m_layout.columns;
            columns.shown[i] = shown;
            setColumns(columns);
        });
    }
    addHeading(menu, tr("Order of siblings"));
    for (const auto &[order, words] :
         {std::pair{SpanOrder::Start, tr("Start")}, std::pair{SpanOrder::Name, tr("Name")},
          std::pair{SpanOrder::Service, tr("Service")}, std::pair{SpanOrder::Length, tr("Time")},
          std::pair{SpanOrder::SelfTime, tr("Self time")}, std::pair{SpanOrder::Tokens, tr("Tokens")},
          std::pair{SpanOrder::Cost, tr("Cost")}}) {
        QAction *const action = menu.addAction(words);
        action->setCheckable(true);
        action->setChecked(m_layout.columns.order == order);
        connect(action, &QAction::triggered, this, [this, order = order] {
            CanvasColumns columns = m_layout.columns;
            if (order == SpanOrder::Start)
                columns.order = SpanOrder::Start, columns.descending = false;
            else if (columns.order != order)
                columns.sortBy(order);
            setColumns(columns);
        });
    }
    menu.addSeparator();
    menu.addAction(tr("Columns as they were"), this, [this] { setColumns({}); });
    menu.exec(at);
}

QString Canvas::columnText(CanvasColumn column, SpanRow row) const
{
    const Trace &trace = m_waterfall.trace();
    switch (column) {
    case CanvasColumn::Service:
        return text(trace.resource(row).serviceName());
    case CanvasColumn::Length:
        return formatDuration(trace[row].time.length());
    case CanvasColumn::SelfTime:
        return formatDuration(selfTime(trace, row));
    case CanvasColumn::Tokens: {
        const std::int64_t tokens = m_waterfall.sums().tokens(row);
        return tokens > 0 ? formatCount(static_cast<std::uint64_t>(tokens)) : QString();
    }
    case CanvasColumn::Cost:
    case CanvasColumn::Count:
        break;
    }
    const double cost = m_waterfall.sums().costUsd(row);
    return cost > 0 ? formatCost(cost) : QString();
}

} // namespace spanwise
