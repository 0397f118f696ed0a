// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/flamecanvas.h"

#include "core/model/steplabel.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QScrollBar>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int gesturePauseMs = 700;
constexpr int dragGesture = 1;
constexpr int wheelGesture = 2;
constexpr int slackPx = 2;
constexpr int minRangePx = 4;

} // namespace

FlameCanvas::FlameCanvas(const Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
{
    setObjectName(u"flame"_s);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Flame graph"));
    connect(&m_theme, &Theme::changed, this, [this] {
        updateLayout();
        viewport()->update();
    });
    updateLayout();
}

void FlameCanvas::showFlame(std::shared_ptr<const FlameSnapshot> flame, bool keepPlace)
{
    m_flame = std::move(flame);
    m_marks = {};
    m_hovered.reset();
    m_dragging = false;
    m_isRanging = false;
    if (m_flame && keepPlace) {
        m_view = m_view.over(m_flame->whole());
    } else if (m_flame) {
        m_view = Viewport(m_flame->whole(), viewport()->width());
        m_history.clear();
        verticalScrollBar()->setValue(0);
    }
    updateLayout();
    m_selected.reset();
    select(m_span);
    viewport()->update();
}

void FlameCanvas::setMarks(GatheredMarks ofFrames)
{
    m_marks = std::move(ofFrames);
    viewport()->update();
}

void FlameCanvas::setRange(std::optional<TimeWindow> range)
{
    m_range = range;
    viewport()->update();
}

void FlameCanvas::select(std::optional<SpanRow> row)
{
    m_span = row;
    const auto frame = m_flame && row && SpanTree::index(*row) < m_flame->trace()->size()
                           ? m_flame->frameOf(*row)
                           : std::nullopt;
    if (frame != m_selected) {
        m_selected = frame;
        reveal();
    }
    describe();
    viewport()->update();
}

void FlameCanvas::updateLayout()
{
    const QFontMetrics metrics(m_theme.secondary());
    m_laneHeight = std::max(22, metrics.height() + 8);
    m_rulerHeight = std::max(26, metrics.height() + 11);
    m_view = m_view.resized(viewport()->width());
    const int lanes = m_flame ? static_cast<int>(m_flame->lanes().laneCount()) : 0;
    const int room = std::max(1, viewport()->height() - m_rulerHeight);
    verticalScrollBar()->setRange(0, std::max(0, lanes * m_laneHeight + 6 - room));
    verticalScrollBar()->setPageStep(room);
    verticalScrollBar()->setSingleStep(m_laneHeight);
}

std::vector<FlameCanvas::Bar> FlameCanvas::bars() const
{
    std::vector<Bar> all;
    if (!m_flame)
        return all;
    const auto lanes = static_cast<int>(m_flame->lanes().laneCount());
    const int top = verticalScrollBar()->value();
    const int last = std::min(lanes - 1, (top + viewport()->height() - m_rulerHeight) / m_laneHeight);
    for (int lane = top / m_laneHeight; lane <= last; ++lane) {
        const auto at = static_cast<std::uint32_t>(lane);
        for (const LaneBar &bar : barsForLane(m_flame->lanes().lane(at), m_view.window(), m_view.widthPx()))
            all.push_back({bar, at});
    }
    return all;
}

QRect FlameCanvas::rectOf(const Bar &bar) const
{
    const int y =
        m_rulerHeight + static_cast<int>(bar.lane) * m_laneHeight - verticalScrollBar()->value() + 2;
    return {bar.bar.x, y, bar.bar.width, m_laneHeight - 5};
}

std::optional<FlameCanvas::Bar> FlameCanvas::barAt(QPoint at) const
{
    const int y = at.y() - m_rulerHeight + verticalScrollBar()->value();
    if (!m_flame || at.y() < m_rulerHeight || y < 0 ||
        static_cast<std::size_t>(y / m_laneHeight) >= m_flame->lanes().laneCount())
        return std::nullopt;
    const auto lane = static_cast<std::uint32_t>(y / m_laneHeight);
    std::optional<Bar> near;
    for (const LaneBar &bar : barsForLane(m_flame->lanes().lane(lane), m_view.window(), m_view.widthPx())) {
        if (at.x() >= bar.x && at.x() < bar.x + bar.width)
            return Bar{bar, lane};
        if (at.x() >= bar.x - slackPx && at.x() < bar.x + bar.width + slackPx && !near)
            near = Bar{bar, lane}; // a thin bar can be caught
    }
    return near;
}

void FlameCanvas::setView(const Viewport &view, std::size_t gesture)
{
    if (view == m_view)
        return;
    m_history.leave({m_view}, gesture);
    m_view = view;
    viewport()->update();
}

std::size_t FlameCanvas::gesture(int kind)
{
    if (kind != m_gestureKind || !m_sinceGesture.isValid() || m_sinceGesture.elapsed() > gesturePauseMs)
        ++m_gesture;
    m_gestureKind = kind;
    m_sinceGesture.start();
    return m_gesture;
}

void FlameCanvas::showTime(TimeWindow part)
{
    setView(m_view.showing(part), 0);
}

void FlameCanvas::showAll()
{
    setView(m_view.showingAll(), 0);
}

void FlameCanvas::zoomToRange()
{
    if (m_range && hasTimeAxis())
        showTime(*m_range);
}

/// The range that is being dragged, or that is chosen, from left to right in pixels.
std::optional<std::pair<int, int>> FlameCanvas::rangeBand() const
{
    if (!hasTimeAxis())
        return std::nullopt;
    if (m_isRanging && m_pressed.x() != m_last.x())
        return std::minmax({m_pressed.x(), m_last.x()});
    const auto at = [this](Timestamp time) {
        return static_cast<int>(std::clamp(m_view.xOf(time), -1.0, double(m_view.widthPx()) + 1));
    };
    return m_range ? std::optional(std::pair(at(m_range->begin), at(m_range->end))) : std::nullopt;
}

void FlameCanvas::endRange()
{
    m_isRanging = false;
    viewport()->update();
    const Timestamp pressed = m_view.timeAt(m_pressed.x());
    if (std::abs(m_last.x() - m_pressed.x()) >= minRangePx) {
        const auto [from, to] = std::minmax({m_pressed.x(), m_last.x()});
        Q_EMIT rangeChosen(TimeWindow{m_view.timeAt(from), m_view.timeAt(to)});
    } else if (m_range && (pressed < m_range->begin || pressed > m_range->end)) {
        Q_EMIT rangeChosen(std::nullopt); // a click beside it lets it go
    }
}

void FlameCanvas::fitSelection()
{
    if (!m_flame || !m_selected)
        return;
    const TimeWindow time = m_flame->lanes().time(m_flame->lanes().placeOf(*m_selected));
    const Duration air = time.length() / 20;
    showTime({time.begin - air, time.end + air});
    reveal();
}

void FlameCanvas::choose(std::optional<std::uint32_t> frame)
{
    if (!m_flame || !frame || !m_flame->lanes().has(*frame))
        return;
    m_selected = frame;
    m_span = m_flame->spanOf(*frame);
    reveal();
    describe();
    viewport()->update();
    Q_EMIT spanSelected(*m_span);
}

/// The lane of the selected frame comes into view; so does the frame itself when none of it is.
void FlameCanvas::reveal()
{
    if (!m_flame || !m_selected)
        return;
    const SpanLanes::Place place = m_flame->lanes().placeOf(*m_selected);
    QScrollBar *const bar = verticalScrollBar();
    const int top = static_cast<int>(place.lane) * m_laneHeight;
    if (top < bar->value())
        bar->setValue(top);
    else if (top + m_laneHeight > bar->value() + viewport()->height() - m_rulerHeight)
        bar->setValue(top + m_laneHeight - viewport()->height() + m_rulerHeight + 6);
    const TimeWindow time = m_flame->lanes().time(place);
    const TimeWindow shown = m_view.window();
    if (time.begin >= shown.end || time.end < shown.begin)
        setView(m_view.showing({time.begin - shown.length() / 2, time.begin + shown.length() / 2}), 0);
}

void FlameCanvas::describe()
{
    setAccessibleDescription(!m_flame || !m_selected
                                 ? tr("No frame is selected")
                                 : spanSentence(*m_flame->trace(), m_flame->spanOf(*m_selected)));
}

QString FlameCanvas::tip(const Bar &bar) const
{
    const std::uint32_t frame = m_flame->lanes().frame({bar.lane, bar.bar.first});
    const Trace &trace = *m_flame->trace();
    if (bar.bar.count > 1)
        return toolTipText(
            tr("%1 frames are too narrow to be told apart here, %2 among them. Zoom in to see them.")
                .arg(formatCount(bar.bar.count), text(stepLabel(trace[m_flame->spanOf(frame)]))));
    if (m_flame->shape() == FlameSnapshot::Shape::ByTime)
        return spanToolTip(trace, m_flame->spanOf(frame));
    const MergedFlame::Node &node = m_flame->node(frame);
    QStringList lines{text(node.name)};
    lines += counted(node.count, tr("1 span"), tr("%1 spans")) %
             (node.failures > 0 ? tr(", %1 failed").arg(formatCount(node.failures)) : QString());
    lines += tr("Work in it and below: %1").arg(formatDuration(node.work));
    lines += tr("Self: %1").arg(formatDuration(node.self));
    lines += tr("Longest: %1").arg(formatDuration(trace[node.longest].time.length()));
    if (node.tokens > 0)
        lines += tr("Tokens: %1").arg(formatCount(static_cast<std::uint64_t>(node.tokens)));
    if (node.cost > 0)
        lines += tr("Cost: %1").arg(formatCost(node.cost));
    if (node.decisive)
        lines += tr("On the critical path");
    return toolTipText(lines.join(u'\n'));
}

bool FlameCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto bar = m_dragging ? std::nullopt : barAt(help->pos());
        if (bar)
            QToolTip::showText(help->globalPos(), tip(*bar), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave && m_hovered) {
        m_hovered.reset();
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void FlameCanvas::resizeEvent(QResizeEvent *)
{
    updateLayout();
}

void FlameCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->position().toPoint();
    m_dragging = false;
    m_isRanging = event->button() == Qt::LeftButton && m_pressed.y() < m_rulerHeight && hasTimeAxis();
    if (const auto bar = barAt(m_pressed))
        choose(m_flame->lanes().frame({bar->lane, bar->bar.first}));
}

void FlameCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_isRanging) {
        m_last = at;
        viewport()->update();
        return;
    }
    if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) {
        if (!m_dragging && (at - m_pressed).manhattanLength() < QApplication::startDragDistance())
            return;
        m_dragging = true;
        setView(m_view.pannedBy(m_last.x() - at.x()), gesture(dragGesture));
        verticalScrollBar()->setValue(verticalScrollBar()->value() + m_last.y() - at.y());
        m_last = at;
        return;
    }
    viewport()->setCursor(at.y() < m_rulerHeight && hasTimeAxis() ? Qt::IBeamCursor : Qt::ArrowCursor);
    const auto bar = barAt(at);
    const auto hovered =
        bar ? std::optional(m_flame->lanes().frame({bar->lane, bar->bar.first})) : std::nullopt;
    if (std::exchange(m_hovered, hovered) != hovered)
        viewport()->update();
}

void FlameCanvas::mouseReleaseEvent(QMouseEvent *)
{
    if (m_isRanging)
        endRange();
    m_dragging = false;
    m_sinceGesture.invalidate();
}

void FlameCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (at.y() < m_rulerHeight)
        m_range &&hasTimeAxis() ? zoomToRange() : showAll();
    else if (barAt(at))
        fitSelection();
}

void FlameCanvas::wheelEvent(QWheelEvent *event)
{
    const QPoint turn = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        setView(m_view.zoomedAt(event->position().x(), std::pow(1.0015, turn.y())), gesture(wheelGesture));
    } else if (event->modifiers().testFlag(Qt::ShiftModifier) || turn.y() == 0) {
        setView(m_view.pannedBy(-(turn.x() != 0 ? turn.x() : turn.y()) * 0.8), gesture(wheelGesture));
    } else {
        QAbstractScrollArea::wheelEvent(event);
        viewport()->update();
        return;
    }
    event->accept();
}

void FlameCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_flame)
        Q_EMIT menuRequested(event->globalPos());
}

} // namespace spanwise
