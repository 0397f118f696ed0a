// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/faces/gatheredmarks.h"
#include "ui/faces/graphsnapshot.h"
#include "ui/page/keytable.h"
#include "ui/theme/theme.h"

#include <QList>
#include <QPainterPath>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QScrollBar;

namespace spanwise {

/// Paints a graph of steps or services, and lets it be walked, zoomed, panned and fitted.
///
/// World coordinates are pixels at zoom 1. Only what is on the screen is painted. Scroll bars are there while
/// something is beyond the edges. GUI thread.
class GraphCanvas final : public QWidget
{
    Q_OBJECT

public:
    explicit GraphCanvas(const Theme &theme, QWidget *parent = nullptr);

    /// keepPlace: the same graph with more in it; zoom and place stay.
    void showGraph(std::shared_ptr<const GraphSnapshot> graph, bool keepPlace);
    const GraphSnapshot *graph() const noexcept { return m_graph.get(); }
    /// Of its nodes; none after another graph was shown.
    void setMarks(GatheredMarks ofNodes);
    const GatheredMarks &marks() const noexcept { return m_marks; }
    /// Nothing is signalled.
    void select(std::optional<std::uint32_t> node);
    std::optional<std::uint32_t> selected() const noexcept { return m_selected; }
    double zoom() const noexcept { return m_zoom; }
    /// Below it, text would be dots.
    static constexpr double readableZoom = 0.55;
    /// Fitting stops here: what is larger is scrolled.
    static constexpr double leastFittedZoom = 0.9;
    /// On the screen.
    QRectF rectOf(std::uint32_t node) const;
    std::optional<std::uint32_t> nodeAt(QPointF at) const;
    QString nodeName(std::uint32_t node) const;
    static QList<KeyHint> keyHints();

public Q_SLOTS:
    /// All of it, or as much from its beginning on as can be read.
    void fitAll();
    void showSelection();

Q_SIGNALS:
    void nodeSelected(std::uint32_t node);
    void nodeActivated(std::uint32_t node);
    void copyRequested();
    void menuRequested(QPoint globalPosition);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    static const KeyTable<GraphCanvas> &keys();

    void measure();
    void setUpBar(QScrollBar *bar);
    void updateBars();
    void placeBar(QScrollBar *bar, double origin, double world, int shown);
    void addPath(std::size_t edge);
    QPointF toWorld(QPointF screen) const { return screen / m_zoom + m_origin; }
    QRectF worldRect(std::uint32_t node) const;
    QSizeF worldSize() const;
    void zoomAt(QPointF screen, double factor);
    void panBy(QPointF pixels);
    void choose(std::uint32_t node);
    void walk(QPoint direction);
    void describe();
    std::optional<std::size_t> edgeAt(QPointF at) const;
    QString nodeTip(std::uint32_t node) const;
    QString edgeTip(std::size_t edge) const;
    QString edgeWords(const StepGraph::Edge &edge) const;

    QPainterPath pathOf(std::size_t edge) const;
    bool isTouched(std::size_t edge) const;
    bool isDimmed(std::size_t edge) const;
    void paintThinEdges(QPainter &painter, const std::vector<std::size_t> &edges, const QRectF &shown) const;
    void paintEdge(QPainter &painter, std::size_t edge) const;
    void paintEdgeWords(QPainter &painter, std::size_t edge, const QRectF &place) const;
    QString wordsOnEdge(std::size_t edge) const;
    QRectF wordsPlace(std::size_t edge);
    QPointF besideCalled(std::size_t edge, double distance) const;
    void paintNode(QPainter &painter, std::uint32_t node);
    /// Cut to the room they have.
    struct NodeWords
    {
        QString name;
        QString facts; ///< count and time; null: not yet made
    };
    const NodeWords &nodeWords(std::uint32_t node);
    QRectF nameRoom(std::uint32_t node) const;
    QRectF factsRoom(std::uint32_t node) const;

    const Theme &m_theme;
    std::shared_ptr<const GraphSnapshot> m_graph;
    std::vector<QPainterPath> m_paths;  ///< of the edges, in the world
    std::vector<QList<QLineF>> m_lines; ///< the same, roughly
    std::vector<QRectF> m_wordPlaces;   ///< of their words, as far as they were needed; null: not yet
    std::vector<NodeWords> m_nodeWords; ///< as far as they were needed
    GatheredMarks m_marks;
    std::optional<std::uint32_t> m_selected;
    std::optional<std::uint32_t> m_hovered;
    double m_zoom = 1;
    QPointF m_origin;       ///< of the world at the top left corner
    bool m_isFitted = true; ///< follows the size of the widget until it is moved by hand
    bool m_dragging = false;
    QPointF m_pressed;
    QPointF m_last;
    QSizeF m_nodeSize;
    QSizeF m_pitch;
    QScrollBar *m_across; // last: to make them is an event, which looks at the others
    QScrollBar *m_down;
};

} // namespace spanwise
