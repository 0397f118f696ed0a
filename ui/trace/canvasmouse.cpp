// SPDX-License-Identifier: GPL-3.0-or-later
// The mouse and wheel half of Canvas: everything here ends in one step of the waterfall.
#include "ui/trace/canvas.h"
#include "ui/trace/spanwords.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <cmath>

namespace spanwise {
namespace {

constexpr int minRangePx = 4;

} // namespace

void Canvas::mousePressEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    m_pressed = at;
    m_last = at;
    if (m_waterfall.isEmpty())
        return;
    if (event->button() == Qt::RightButton || event->button() == Qt::LeftButton) {
        if (event->button() == Qt::LeftButton && m_layout.isOnDivider(at.x())) {
            m_drag = Drag::Divider;
            return;
        }
        if (at.y() < m_layout.headerHeight) {
            if (event->button() == Qt::LeftButton && !pressHeader(at))
                m_drag = Drag::Range;
            return;
        }
        if (const auto box = boxUnder(at))
            press(*box, at);
    }
    if (event->button() != Qt::RightButton && at.x() >= m_layout.timeX())
        m_drag = Drag::Pending;
}

void Canvas::press(const RowBox &box, QPoint at)
{
    const bool onExpander = m_layout.expander(box.depth, box.y + m_layout.headerHeight).contains(at);
    if (onExpander && !m_waterfall.trace().tree().children(box.row).empty())
        apply(
            [&](Waterfall &waterfall) { waterfall.setCollapsed(box.row, !waterfall.isCollapsed(box.row)); });
    else
        selectSpan(box.row);
}

void Canvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_drag == Drag::Pending && (at - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = Drag::Pan;
        ++m_gesture;
        m_sinceGesture.invalidate();
    }
    if (m_drag == Drag::Divider) {
        CanvasColumns columns = m_layout.columns;
        columns.divider = std::max(CanvasColumns::least, at.x());
        setColumns(columns);
    } else if (m_drag == Drag::Column && m_dragged) {
        CanvasColumns columns = m_layout.columns;
        int &width = columns.width[static_cast<std::size_t>(*m_dragged)];
        width = std::max(CanvasColumns::least, width + m_last.x() - at.x());
        setColumns(columns);
    } else if (m_drag == Drag::Pan) {
        const int dx = m_last.x() - at.x();
        apply([dx, number = m_gesture](Waterfall &waterfall) { waterfall.panBy(dx, number); },
              Motion::AtOnce);
        verticalScrollBar()->setValue(verticalScrollBar()->value() + m_last.y() - at.y());
    } else if (m_drag == Drag::None) {
        const auto box = boxUnder(at);
        const std::optional<SpanRow> hovered = box ? std::optional(box->row) : std::nullopt;
        const bool onRuler = at.y() < m_layout.headerHeight && at.x() >= m_layout.timeX();
        const bool onBorder = at.y() < m_layout.headerHeight && m_layout.borderAt(at.x());
        viewport()->setCursor(m_layout.isOnDivider(at.x()) || onBorder ? Qt::SplitHCursor
                              : onRuler                                ? Qt::IBeamCursor
                                                                       : Qt::ArrowCursor);
        const std::optional<int> cursorX = at.x() >= m_layout.timeX() ? std::optional(at.x()) : std::nullopt;
        if (hovered == m_hovered && cursorX == m_cursorX)
            return;
        m_hovered = hovered;
        m_cursorX = cursorX;
    }
    m_last = at;
    viewport()->update();
}

void Canvas::mouseReleaseEvent(QMouseEvent *)
{
    if (m_drag == Drag::Range && std::abs(m_last.x() - m_pressed.x()) >= minRangePx) {
        const auto [from, to] = std::minmax({m_pressed.x(), m_last.x()});
        const Viewport view = shownView();
        setRange(TimeWindow{view.timeAt(from - m_layout.timeX()), view.timeAt(to - m_layout.timeX())});
    } else if (m_drag == Drag::Range && m_waterfall.range()) {
        const Timestamp at = shownView().timeAt(m_pressed.x() - m_layout.timeX());
        if (at < m_waterfall.range()->begin || at > m_waterfall.range()->end)
            setRange(std::nullopt); // a click beside it lets it go
    }
    m_dragged.reset();
    m_drag = Drag::None;
    viewport()->update();
}

void Canvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_layout.isOnDivider(at.x())) {
        CanvasColumns columns = m_layout.columns;
        columns.divider = 0;
        setColumns(columns);
    } else if (at.y() < m_layout.headerHeight) {
        if (at.x() >= m_layout.timeX())
            m_waterfall.range() ? zoomToRange() : showAll();
    } else if (const auto box = boxUnder(at)) {
        apply([&](Waterfall &waterfall) { waterfall.fit(box->row); });
    }
}

void Canvas::wheelEvent(QWheelEvent *event)
{
    const QPoint turn = event->angleDelta();
    const auto modifiers = event->modifiers();
    if (modifiers.testFlag(Qt::ControlModifier)) {
        const double x = event->position().x() - m_layout.timeX();
        const double factor = std::pow(1.0015, turn.y());
        apply([=, number = gesture(wheelGesture)](Waterfall &waterfall) {
            waterfall.zoomAt(std::clamp(x, 0.0, static_cast<double>(waterfall.view().widthPx())), factor,
                             number);
        });
    } else if (modifiers.testFlag(Qt::ShiftModifier) || turn.y() == 0) {
        // Shift turns the wheel sideways on some platforms and not on others.
        const double pixels = -(turn.x() != 0 ? turn.x() : turn.y()) * 0.8;
        apply([=, number = gesture(wheelGesture)](Waterfall &waterfall) { waterfall.panBy(pixels, number); });
    } else {
        QAbstractScrollArea::wheelEvent(event);
        m_hovered.reset();
        viewport()->update();
        return;
    }
    event->accept();
}

bool Canvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto box = m_drag == Drag::None ? boxUnder(help->pos()) : std::nullopt;
        if (box)
            QToolTip::showText(help->globalPos(), spanToolTip(m_waterfall.trace(), box->row), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave && (m_hovered || m_cursorX)) {
        m_hovered.reset();
        m_cursorX.reset();
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace spanwise
