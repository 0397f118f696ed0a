// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/graphcanvas.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr double smallestZoom = 0.01;
constexpr double largestZoom = 2.5;
constexpr double margin = 24;

} // namespace

GraphCanvas::GraphCanvas(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_across(new QScrollBar(Qt::Horizontal, this))
    , m_down(new QScrollBar(Qt::Vertical, this))
{
    setObjectName(u"graph"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Graph of calls"));
    setMinimumSize(200, 120);
    setUpBar(m_across);
    setUpBar(m_down);
    measure();
    connect(&m_theme, &Theme::changed, this, [this] {
        const auto kept = m_selected;
        showGraph(std::move(m_graph), true);
        select(kept);
    });
}

void GraphCanvas::measure()
{
    const QFontMetrics metrics(m_theme.body());
    const QFontMetrics small(m_theme.secondary());
    int widest = metrics.horizontalAdvance(u"vector_search"_s);
    for (std::uint32_t node = 0; m_graph && node < m_graph->graph.nodes.size(); ++node)
        widest = std::max(widest, metrics.horizontalAdvance(nodeName(node).left(60)));
    const int most = metrics.horizontalAdvance(u"a_rather_long_name_of_a_step"_s);
    m_nodeSize = {std::min(widest, most) + 54.0, metrics.height() + small.height() + 16.0};
    m_pitch = {m_nodeSize.width() + small.horizontalAdvance(u"1 000 × 888 ms"_s) + 28.0,
               m_nodeSize.height() + 26.0};
}

void GraphCanvas::showGraph(std::shared_ptr<const GraphSnapshot> graph, bool keepPlace)
{
    m_graph = std::move(graph);
    m_marks = {};
    m_selected.reset();
    m_hovered.reset();
    m_paths.clear();
    m_wordPlaces.clear();
    m_nodeWords.clear();
    m_lines.clear();
    measure();
    for (std::size_t i = 0; m_graph && i < m_graph->graph.edges.size(); ++i)
        addPath(i);
    if (!keepPlace || m_isFitted)
        fitAll();
    else
        updateBars();
    describe();
    update();
}

void GraphCanvas::setMarks(GatheredMarks ofNodes)
{
    m_marks = std::move(ofNodes);
    update();
}

void GraphCanvas::addPath(std::size_t edge)
{
    m_paths.push_back(pathOf(edge));
    QList<QLineF> lines;
    const QList<QPolygonF> pieces =
        m_paths.back().toSubpathPolygons(QTransform::fromScale(0.2, 0.2)); // coarse
    for (const QPolygonF &piece : pieces) {
        for (qsizetype i = 1; i < piece.size(); ++i)
            lines.append(QLineF(piece[i - 1] * 5, piece[i] * 5));
    }
    m_lines.push_back(std::move(lines));
}

void GraphCanvas::select(std::optional<std::uint32_t> node)
{
    m_selected = m_graph && node && *node < m_graph->graph.nodes.size() ? node : std::nullopt;
    describe();
    update();
}

QRectF GraphCanvas::worldRect(std::uint32_t node) const
{
    const GraphLayout::Spot &spot = m_graph->layout.nodes[node];
    return {QPointF(spot.layer * m_pitch.width(), spot.y * m_pitch.height()), m_nodeSize};
}

QSizeF GraphCanvas::worldSize() const
{
    const double right = m_graph->layout.layers * m_pitch.width() - (m_pitch.width() - m_nodeSize.width());
    return {std::max(1.0, right), std::max(1.0, m_graph->layout.height * m_pitch.height())};
}

QRectF GraphCanvas::rectOf(std::uint32_t node) const
{
    const QRectF world = worldRect(node);
    return {(world.topLeft() - m_origin) * m_zoom, world.size() * m_zoom};
}

std::optional<std::uint32_t> GraphCanvas::nodeAt(QPointF at) const
{
    for (std::uint32_t node = 0; m_graph && node < m_graph->graph.nodes.size(); ++node) {
        if (rectOf(node).contains(at))
            return node;
    }
    return std::nullopt;
}

std::optional<std::size_t> GraphCanvas::edgeAt(QPointF at) const
{
    const QPointF world = toWorld(at);
    const QRectF near(world - QPointF(5, 5) / m_zoom, QSizeF(10, 10) / m_zoom);
    for (std::size_t i = 0; i < m_paths.size(); ++i) {
        if (m_paths[i].controlPointRect().intersects(near) && m_paths[i].intersects(near)) {
            // intersects() also holds inside of the closed shape: a point of the curve must lie near.
            for (int step = 0; step <= 40; ++step) {
                if (near.contains(m_paths[i].pointAtPercent(step / 40.0)))
                    return i;
            }
        }
    }
    return std::nullopt;
}

void GraphCanvas::fitAll()
{
    m_isFitted = true;
    if (!m_graph || m_graph->graph.nodes.empty())
        return updateBars();
    const QSizeF world = worldSize();
    m_zoom =
        std::clamp(std::min((width() - 2 * margin) / world.width(), (height() - 2 * margin) / world.height()),
                   leastFittedZoom, 1.0);
    const QSizeF shown = QSizeF(size()) / m_zoom;
    m_origin = QPointF((world.width() - shown.width()) / 2, (world.height() - shown.height()) / 2);
    // What is smaller than the screen begins at the left, as text does, and not in the middle of nowhere.
    m_origin.setX(std::max(m_origin.x(), -margin / m_zoom));
    m_origin.setY(std::max(m_origin.y(), -3 * margin / m_zoom));
    // What is larger begins where the query does, with what is selected in sight.
    const QRectF wanted = worldRect(m_selected.value_or(0));
    if (world.width() > shown.width())
        m_origin.setX(std::max(-margin / m_zoom, wanted.right() + margin - shown.width()));
    if (world.height() > shown.height())
        m_origin.setY(std::clamp(wanted.center().y() - shown.height() / 2, -margin / m_zoom,
                                 world.height() + margin / m_zoom - shown.height()));
    updateBars();
    update();
}

void GraphCanvas::setUpBar(QScrollBar *bar)
{
    bar->hide();
    bar->setCursor(Qt::ArrowCursor);
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) {
        (bar == m_across ? m_origin.rx() : m_origin.ry()) = value / m_zoom;
        m_isFitted = false;
        update();
    });
}

/// After every change of zoom, place or size.
void GraphCanvas::updateBars()
{
    const QSizeF world = m_graph ? worldSize() : QSizeF();
    placeBar(m_across, m_origin.x(), world.width(), width());
    placeBar(m_down, m_origin.y(), world.height(), height());
    const int thick = m_across->sizeHint().height();
    const int corner = m_across->isHidden() || m_down->isHidden() ? 0 : thick;
    m_across->setGeometry(0, height() - thick, width() - corner, thick);
    m_down->setGeometry(width() - thick, 0, thick, height() - corner);
}

/// It spans the graph and what is on the screen, as the graph may have been pushed beyond its edges.
void GraphCanvas::placeBar(QScrollBar *bar, double origin, double world, int shown)
{
    const int at = static_cast<int>(std::lround(origin * m_zoom));
    const int end = static_cast<int>(std::lround(world * m_zoom));
    const int around = static_cast<int>(margin);
    const QSignalBlocker still(bar);
    bar->setRange(std::min(at, -around), std::max(at, end + around - shown));
    bar->setPageStep(shown);
    bar->setSingleStep(around);
    bar->setValue(at);
    bar->setVisible(m_graph && (at > 0 || at + shown < end));
}

/// The selected node in the middle, large enough to be read; without one, everything.
void GraphCanvas::showSelection()
{
    if (!m_graph || !m_selected)
        return fitAll();
    m_isFitted = false;
    m_zoom = std::max(m_zoom, 1.0);
    m_origin = worldRect(*m_selected).center() - QPointF(width(), height()) / 2 / m_zoom;
    updateBars();
    update();
}

void GraphCanvas::zoomAt(QPointF screen, double factor)
{
    const QPointF fixed = toWorld(screen);
    m_zoom = std::clamp(m_zoom * factor, smallestZoom, largestZoom);
    m_origin = fixed - screen / m_zoom;
    m_isFitted = false;
    updateBars();
    update();
}

void GraphCanvas::panBy(QPointF pixels)
{
    m_origin += pixels / m_zoom;
    m_isFitted = false;
    updateBars();
    update();
}

void GraphCanvas::choose(std::uint32_t node)
{
    m_selected = node;
    const QRectF place = rectOf(node);
    if (!QRectF(rect()).contains(place)) { // by as little as shows all of it
        const QPointF by(
            std::min(0.0, place.left() - margin) + std::max(0.0, place.right() + margin - width()),
            std::min(0.0, place.top() - margin) + std::max(0.0, place.bottom() + margin - height()));
        panBy(by);
    }
    describe();
    update();
    Q_EMIT nodeSelected(node);
}

/// To the node that is nearest in a direction; what lies to the side counts twice.
void GraphCanvas::walk(QPoint direction)
{
    if (!m_graph || m_graph->graph.nodes.empty())
        return;
    if (!m_selected)
        return choose(0);
    const QPointF from = worldRect(*m_selected).center();
    std::optional<std::uint32_t> best;
    double nearest = 0;
    for (std::uint32_t node = 0; node < m_graph->graph.nodes.size(); ++node) {
        const QPointF way = worldRect(node).center() - from;
        const double along = way.x() * direction.x() + way.y() * direction.y();
        const double aside = std::abs(direction.x() != 0 ? way.y() : way.x());
        if (along < 1 || (direction.y() != 0 && aside > 1))
            continue; // up and down stay in the layer
        const double distance = along + 2 * aside;
        if (!best || distance < nearest) {
            best = node;
            nearest = distance;
        }
    }
    if (best)
        choose(*best);
}

QString GraphCanvas::nodeName(std::uint32_t node) const
{
    const StepGraph::Node &of = m_graph->graph.nodes[node];
    if (of.folded > 1)
        return tr("%1 other steps").arg(of.folded);
    const StepGroups::Group &group = m_graph->groups[of.row.group];
    if (m_graph->groups.by() == StepGroups::By::Service)
        return group.service.empty() ? tr("unnamed service") : text(group.service);
    return text(group.name);
}

void GraphCanvas::describe()
{
    setAccessibleDescription(!m_graph || !m_selected ? tr("No step is selected")
                                                     : nodeTip(*m_selected).replace(u'\n', u", "_s));
}

QString GraphCanvas::nodeTip(std::uint32_t node) const
{
    const StepRow &row = m_graph->graph.nodes[node].row;
    QStringList lines{nodeName(node)};
    if (m_graph->groups.by() == StepGroups::By::Step && !m_graph->groups[row.group].service.empty())
        lines += tr("Service: %1").arg(text(m_graph->groups[row.group].service));
    lines += counted(row.count, tr("1 span"), tr("%1 spans")) %
             (row.failures > 0 ? tr(", %1 failed").arg(formatCount(row.failures)) : QString());
    lines += tr("Total: %1").arg(formatDuration(row.total));
    lines += tr("Self: %1").arg(formatDuration(row.self));
    lines += tr("The query waited for it for %1").arg(formatDuration(row.decisive));
    return lines.join(u'\n');
}

QString GraphCanvas::edgeWords(const StepGraph::Edge &edge) const
{
    return tr("%1 × %2").arg(formatCount(edge.calls), formatDuration(edge.total / std::max(1U, edge.calls)));
}

QString GraphCanvas::edgeTip(std::size_t edge) const
{
    const StepGraph::Edge &of = m_graph->graph.edges[edge];
    QStringList lines{of.from == of.to ? tr("%1 calls itself").arg(nodeName(of.from))
                                       : tr("%1 calls %2").arg(nodeName(of.from), nodeName(of.to))};
    lines += counted(of.calls, tr("1 call"), tr("%1 calls")) %
             (of.failures > 0 ? tr(", %1 failed").arg(formatCount(of.failures)) : QString());
    lines += tr("%1 together, %2 a call")
                 .arg(formatDuration(of.total), formatDuration(of.total / std::max(1U, of.calls)));
    if (m_graph->layout.routes[edge].backwards)
        lines += tr("Closes a cycle");
    if (of.decisive)
        lines += tr("On the critical path");
    return lines.join(u'\n');
}

bool GraphCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_graph) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const auto node = nodeAt(help->pos()))
            QToolTip::showText(help->globalPos(), toolTipText(nodeTip(*node)), this);
        else if (const auto edge = edgeAt(help->pos()))
            QToolTip::showText(help->globalPos(), toolTipText(edgeTip(*edge)), this);
        else
            QToolTip::hideText();
        return true;
    }
    return keys().claims(*event, !m_isFitted) || QWidget::event(event);
}

void GraphCanvas::resizeEvent(QResizeEvent *)
{
    if (m_isFitted)
        fitAll();
    else
        updateBars();
}

void GraphCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->position();
    m_dragging = false;
    if (const auto node = nodeAt(m_pressed))
        choose(*node);
}

void GraphCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) {
        if (!m_dragging && (at - m_pressed).manhattanLength() < QApplication::startDragDistance())
            return;
        m_dragging = true;
        panBy(m_last - at);
        m_last = at;
        return;
    }
    const auto hovered = nodeAt(at);
    if (std::exchange(m_hovered, hovered) != hovered)
        update();
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent *)
{
    m_dragging = false;
}

void GraphCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const auto node = nodeAt(event->position()))
        Q_EMIT nodeActivated(*node);
    else
        fitAll();
}

void GraphCanvas::wheelEvent(QWheelEvent *event)
{
    const QPointF turn = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ControlModifier))
        zoomAt(event->position(), std::pow(1.0015, turn.y()));
    else if (event->modifiers().testFlag(Qt::ShiftModifier))
        panBy({-(turn.x() != 0 ? turn.x() : turn.y()) * 0.8, 0});
    else
        panBy(-turn * 0.8);
    event->accept();
}

void GraphCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_graph)
        Q_EMIT menuRequested(event->globalPos());
}

} // namespace spanwise
