// SPDX-License-Identifier: GPL-3.0-or-later
// The painting half of GraphCanvas.
#include "ui/faces/graphcanvas.h"

#include "ui/faces/mixed.h"
#include "ui/models/format.h"
#include "ui/theme/statemark.h"
#include "ui/trace/spanwords.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace spanwise {
namespace {

constexpr double arrow = 7;
constexpr std::size_t denseEdges = 400;   // more cannot be told apart: thin lines, without words
constexpr std::ptrdiff_t mostCurves = 40; // of one node's links, in such a graph

/// Not, if all of it is on one side.
bool mayCross(const QLineF &line, const QRectF &area)
{
    return std::max(line.x1(), line.x2()) >= area.left() && std::min(line.x1(), line.x2()) <= area.right() &&
           std::max(line.y1(), line.y2()) >= area.top() && std::min(line.y1(), line.y2()) <= area.bottom();
}

double widthFor(std::uint32_t calls)
{
    return std::min(4.0, 1.2 + std::log10(static_cast<double>(std::max(1U, calls))));
}

} // namespace

/// From the right edge of the caller through the way points to the left edge of the called. A link that
/// closes a cycle leaves to the left and comes back from the right.
QPainterPath GraphCanvas::pathOf(std::size_t edge) const
{
    const StepGraph::Edge &of = m_graph->graph.edges[edge];
    QPainterPath path;
    if (of.from == of.to) {
        const QRectF node = worldRect(of.from);
        const QPointF begin(node.right() - 34, node.top());
        const QPointF end(node.right() - 14, node.top());
        path.moveTo(begin);
        path.cubicTo(begin + QPointF(-6, -20), end + QPointF(6, -20), end);
        return path;
    }
    const auto &points = m_graph->layout.routes[edge].points;
    const bool backwards = m_graph->layout.routes[edge].backwards;
    const double middle = m_nodeSize.height() / 2;
    const auto side = [&](const GraphLayout::Spot &spot, bool right) {
        // A link back runs beside the one forth.
        return QPointF(spot.layer * m_pitch.width() + (right ? m_nodeSize.width() : 0),
                       spot.y * m_pitch.height() + middle + (backwards ? middle * 0.6 : 0));
    };
    path.moveTo(side(points.front(), !backwards));
    for (std::size_t i = 1; i < points.size(); ++i) {
        const QPointF from = path.currentPosition();
        const QPointF to = side(points[i], backwards);
        const double bend = (to.x() - from.x()) / 2;
        path.cubicTo(from + QPointF(bend, 0), to - QPointF(bend, 0), to);
        if (i + 1 < points.size()) // straight on past the nodes of the layer
            path.lineTo(side(points[i], !backwards));
    }
    return path;
}

void GraphCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Window));
    if (!m_graph)
        return;
    const bool dense = m_paths.size() > denseEdges;
    painter.setRenderHint(QPainter::Antialiasing, !dense);
    painter.scale(m_zoom, m_zoom);
    painter.translate(-m_origin);
    const QRectF shown(m_origin, QSizeF(size()) / m_zoom);
    std::vector<std::size_t> edges;
    for (std::size_t i = 0; i < m_paths.size(); ++i) {
        if (m_paths[i].controlPointRect().adjusted(-4, -4, 4, 4).intersects(shown))
            edges.push_back(i);
    }
    // What was waited for lies on top.
    std::ranges::stable_sort(edges, {}, [&](std::size_t i) { return m_graph->graph.edges[i].decisive; });
    std::vector<std::size_t> curves = edges;
    if (dense) {
        const auto touched = std::ranges::count_if(edges, [this](std::size_t i) { return isTouched(i); });
        const auto isThin = [&](std::size_t i) { return touched > mostCurves || !isTouched(i); };
        std::erase_if(curves, isThin);
        std::vector<std::size_t> lines;
        std::ranges::copy_if(edges, std::back_inserter(lines), isThin);
        paintThinEdges(painter, lines, shown);
    }
    for (const std::size_t edge : curves) {
        painter.setOpacity(isDimmed(edge) ? dimmedOpacity : 1);
        paintEdge(painter, edge);
    }
    for (std::uint32_t node = 0; node < m_graph->graph.nodes.size(); ++node) {
        painter.setOpacity(m_marks.isDimmed(node) ? dimmedOpacity : 1);
        if (worldRect(node).adjusted(-4, -24, 4, 8).intersects(shown))
            paintNode(painter, node);
    }
    if (m_zoom < readableZoom || edges.size() > denseEdges)
        return;
    for (const std::size_t edge : edges) {
        if (const QRectF place = wordsPlace(edge); place.intersects(shown)) {
            painter.setOpacity(isDimmed(edge) ? dimmedOpacity : 1);
            paintEdgeWords(painter, edge, place);
        }
    }
}

bool GraphCanvas::isTouched(std::size_t edge) const
{
    const StepGraph::Edge &of = m_graph->graph.edges[edge];
    return m_selected && (of.from == *m_selected || of.to == *m_selected);
}

/// A call stands back with either of those that it is between.
bool GraphCanvas::isDimmed(std::size_t edge) const
{
    const StepGraph::Edge &of = m_graph->graph.edges[edge];
    return m_marks.isDimmed(of.from) || m_marks.isDimmed(of.to);
}

/// A stroked curve costs a hundred times as much as thin lines. Lines of one look are drawn at once, without
/// those pieces that lie beside the view.
void GraphCanvas::paintThinEdges(QPainter &painter, const std::vector<std::size_t> &edges,
                                 const QRectF &shown) const
{
    const std::array colours{mixed(m_theme.color(Token::Line), m_theme.color(Token::Secondary), 0.25),
                             m_theme.color(Token::Secondary), m_theme.color(Token::Accent)};
    std::array<QList<QLineF>, 2 * colours.size()> looks; // dimmed ones first, what is selected on top
    for (const std::size_t edge : edges) {
        const std::size_t colour = isTouched(edge) ? 2 : m_graph->graph.edges[edge].decisive ? 1 : 0;
        auto &look = looks[(isDimmed(edge) ? 0 : colours.size()) + colour];
        std::ranges::copy_if(m_lines[edge], std::back_inserter(look),
                             [&](const QLineF &line) { return mayCross(line, shown); });
    }
    for (std::size_t i = 0; i < looks.size(); ++i) {
        QPen pen(colours[i % colours.size()], 1);
        pen.setCosmetic(true);
        painter.setPen(pen);
        painter.setOpacity(i < colours.size() ? dimmedOpacity : 1);
        painter.drawLines(looks[i]);
    }
}

void GraphCanvas::paintEdge(QPainter &painter, std::size_t edge) const
{
    const StepGraph::Edge &of = m_graph->graph.edges[edge];
    const QColor colour = isTouched(edge) ? m_theme.color(Token::Accent)
                          : of.decisive
                              ? m_theme.color(Token::Secondary)
                              : mixed(m_theme.color(Token::Line), m_theme.color(Token::Secondary), 0.35);
    QPen pen(colour, widthFor(of.calls) + (of.decisive ? 0.8 : 0));
    if (m_graph->layout.routes[edge].backwards)
        pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const QPainterPath &path = m_paths[edge];
    painter.drawPath(path);
    const QPointF tip = path.pointAtPercent(1);
    const QPointF before = path.elementCount() > 1 ? QPointF(path.elementAt(path.elementCount() - 2)) : tip;
    const double length = std::max(1e-6, std::hypot(tip.x() - before.x(), tip.y() - before.y()));
    const QPointF along = (tip - before) / length;
    const QPointF across(-along.y(), along.x());
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(
        QPolygonF{tip, tip - along * arrow + across * arrow / 2, tip - along * arrow - across * arrow / 2});
}

QString GraphCanvas::wordsOnEdge(std::size_t edge) const
{
    const StepGraph::Edge &of = m_graph->graph.edges[edge];
    return of.from == of.to ? tr("%1 × itself").arg(formatCount(of.calls)) : edgeWords(of);
}

/// In the world. Walking along a curve costs more than painting it, so this is done once.
QRectF GraphCanvas::wordsPlace(std::size_t edge)
{
    m_wordPlaces.resize(m_paths.size());
    if (!m_wordPlaces[edge].isNull())
        return m_wordPlaces[edge];
    const QFontMetrics metrics(m_theme.columnHead());
    const double width = metrics.horizontalAdvance(wordsOnEdge(edge));
    const StepGraph::Edge &of = m_graph->graph.edges[edge];
    const QPointF middle = of.from == of.to ? worldRect(of.from).topRight() + QPointF(-54 - width / 2, -9)
                                            : besideCalled(edge, width / 2 + arrow + 6);
    m_wordPlaces[edge] =
        QRectF(middle.x() - width / 2 - 3, middle.y() - metrics.height() / 2.0, width + 6, metrics.height());
    return m_wordPlaces[edge];
}

/// The point of the link so far from the called: there every link stands alone.
QPointF GraphCanvas::besideCalled(std::size_t edge, double distance) const
{
    constexpr int steps = 128;
    const QPainterPath &path = m_paths[edge];
    const QRectF called = worldRect(m_graph->graph.edges[edge].to);
    const bool backwards = m_graph->layout.routes[edge].backwards;
    const double x = backwards ? called.right() + distance : called.left() - distance;
    const auto isBefore = [&](int step) {
        const double at = path.pointAtPercent(double(step) / steps).x();
        return backwards ? at >= x : at <= x;
    };
    if (!isBefore(0))
        return path.pointAtPercent(0.5);
    int before = 0; // links run in one direction
    for (int behind = steps; behind - before > 1;) {
        const int half = (before + behind) / 2;
        (isBefore(half) ? before : behind) = half;
    }
    return path.pointAtPercent(double(before) / steps);
}

void GraphCanvas::paintEdgeWords(QPainter &painter, std::size_t edge, const QRectF &place) const
{
    painter.setFont(m_theme.columnHead());
    painter.fillRect(place, m_theme.color(Token::Window));
    const bool failed = m_graph->graph.edges[edge].failures > 0;
    painter.setPen(m_theme.color(failed ? Token::Error : Token::Secondary));
    painter.drawText(place, Qt::AlignCenter, wordsOnEdge(edge));
}

void GraphCanvas::paintNode(QPainter &painter, std::uint32_t node)
{
    const StepGraph::Node &of = m_graph->graph.nodes[node];
    const QRectF box = worldRect(node);
    const bool selected = m_selected == node;
    painter.setPen(QPen(m_theme.color(selected            ? Token::Accent
                                      : m_hovered == node ? Token::Secondary
                                                          : Token::Line),
                        selected ? 2 : 1));
    painter.setBrush(m_theme.color(selected ? Token::AccentGround : Token::Panel));
    const bool round =
        painter.testRenderHint(QPainter::Antialiasing); // without it, corners have steps and cost more
    round ? painter.drawRoundedRect(box, 5, 5) : painter.drawRect(box);
    painter.setPen(Qt::NoPen);
    const StepKind step = of.folded > 1 ? StepKind::Other : m_graph->groups[of.row.group].step;
    painter.setBrush(m_marks.color(node).isValid() ? m_marks.color(node) : m_theme.step(step));
    const QRectF mark(box.left() + 10, box.top() + 10, 9, 9);
    round ? painter.drawRoundedRect(mark, 2, 2) : painter.drawRect(mark);
    if (of.row.decisive > Duration::zero())
        painter.fillRect(QRectF(box.left() + 4, box.bottom() + 3, box.width() - 8, 2),
                         m_theme.color(Token::Secondary));
    if (m_zoom < readableZoom)
        return;
    const QRectF room = nameRoom(node);
    if (of.row.failures > 0)
        drawMark(painter, QRectF(room.left() - 15, room.center().y() - 5, 10, 10), Mark::Error, m_theme);
    const NodeWords &words = nodeWords(node);
    painter.setFont(m_theme.body());
    painter.setPen(m_theme.color(Token::Text));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, words.name);
    painter.setFont(m_theme.secondary());
    painter.setPen(m_theme.color(Token::Secondary));
    painter.drawText(factsRoom(node), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, words.facts);
}

QRectF GraphCanvas::nameRoom(std::uint32_t node) const
{
    const QRectF box = worldRect(node);
    const double mark = m_graph->graph.nodes[node].row.failures > 0 ? 15 : 0;
    return box.adjusted(26 + mark, 5, -8, -box.height() / 2 + 2);
}

QRectF GraphCanvas::factsRoom(std::uint32_t node) const
{
    const QRectF box = worldRect(node);
    return box.adjusted(26, box.height() / 2 - 1, -8, -5);
}

/// To cut a text costs as much as to paint it, so this is done once.
const GraphCanvas::NodeWords &GraphCanvas::nodeWords(std::uint32_t node)
{
    m_nodeWords.resize(m_graph->graph.nodes.size());
    NodeWords &words = m_nodeWords[node];
    if (words.facts.isNull()) {
        const StepRow &row = m_graph->graph.nodes[node].row;
        words.name =
            QFontMetrics(m_theme.body())
                .elidedText(nodeName(node), Qt::ElideMiddle, static_cast<int>(nameRoom(node).width()));
        words.facts = QFontMetrics(m_theme.secondary())
                          .elidedText(counted(row.count, tr("1 span"), tr("%1 spans")) +
                                          QStringLiteral(" · ") + formatDuration(row.total),
                                      Qt::ElideRight, static_cast<int>(factsRoom(node).width()));
    }
    return words;
}

} // namespace spanwise
