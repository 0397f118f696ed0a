// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/viewhistory.h"
#include "core/timeline/viewport.h"
#include "ui/faces/flamesnapshot.h"
#include "ui/faces/gatheredmarks.h"
#include "ui/page/keytable.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QList>

#include <functional>
#include <optional>
#include <utility>

namespace spanwise {

/// Paints a flame graph and lets it be walked, zoomed and panned: the same keys and gestures as in the
/// waterfall. Where it is by time, a drag along the ruler chooses a range, as there.
///
/// What is painted and what is hit are the same bars. A frame costs what its pixels cost: frames narrower
/// than a pixel are folded with a count. GUI thread.
class FlameCanvas final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    struct Bar
    {
        LaneBar bar;
        std::uint32_t lane = 0;
    };

    explicit FlameCanvas(const Theme &theme, QWidget *parent = nullptr);

    /// keepPlace: the same graph with more in it; zoom and scroll stay.
    void showFlame(std::shared_ptr<const FlameSnapshot> flame, bool keepPlace);
    const FlameSnapshot *flame() const noexcept { return m_flame.get(); }
    /// Of its frames; none after another graph was shown.
    void setMarks(GatheredMarks ofFrames);
    const GatheredMarks &marks() const noexcept { return m_marks; }
    /// Whether nothing of a bar was found by the search.
    bool isDimmed(const Bar &bar) const;
    void setRange(std::optional<TimeWindow> range);
    /// By its span; nothing is signalled.
    void select(std::optional<SpanRow> row);
    std::optional<std::uint32_t> selected() const noexcept { return m_selected; }
    const Viewport &view() const noexcept { return m_view; }
    void showTime(TimeWindow part);

    /// The bars of the frame on the screen, lane by lane.
    std::vector<Bar> bars() const;
    std::optional<Bar> barAt(QPoint at) const;
    QRect rectOf(const Bar &bar) const;
    static QList<KeyHint> keyHints();

Q_SIGNALS:
    void spanSelected(spanwise::SpanRow row);
    void spanActivated(spanwise::SpanRow row);
    void copyRequested();
    void menuRequested(QPoint globalPosition);
    /// The user has; nullopt: let it go. It is shown when setRange() says so.
    void rangeChosen(const std::optional<spanwise::TimeWindow> &range);

public Q_SLOTS:
    void fitSelection();
    void showAll();
    void zoomToRange();

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
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
    static const KeyTable<FlameCanvas> &keys();

    void updateLayout();
    void setView(const Viewport &view, std::size_t gesture);
    std::size_t gesture(int kind);
    bool goBack();
    bool goBackOneLevel();
    bool hasTimeAxis() const { return m_flame && m_flame->shape() == FlameSnapshot::Shape::ByTime; }
    std::optional<std::pair<int, int>> rangeBand() const;
    void endRange();
    void choose(std::optional<std::uint32_t> frame);
    void chooseBeside(int direction);
    void chooseBelow();
    void reveal();
    void describe();
    QString tip(const Bar &bar) const;

    void paintRuler(QPainter &painter) const;
    void paintRange(QPainter &painter) const;
    void paintBars(QPainter &painter, const std::vector<Bar> &bars) const;
    void paintLabel(QPainter &painter, const Bar &bar, const QColor &ground) const;
    void paintSelection(QPainter &painter, const std::vector<Bar> &bars) const;
    std::size_t colourOf(const Bar &bar, bool decisive, bool dimmed) const;
    std::uint8_t ruleOf(const Bar &bar) const;
    std::vector<QColor> colours() const;

    const Theme &m_theme;
    std::shared_ptr<const FlameSnapshot> m_flame;
    GatheredMarks m_marks;
    std::optional<TimeWindow> m_range;
    std::optional<SpanRow> m_span; ///< what was last asked to be selected
    std::optional<std::uint32_t> m_selected;
    std::optional<std::uint32_t> m_hovered;
    Viewport m_view{TimeWindow{Timestamp{}, Timestamp{} + Duration(1)}, 1};
    ViewHistory m_history;
    int m_laneHeight = 22;
    int m_rulerHeight = 26;
    bool m_dragging = false;
    bool m_isRanging = false; ///< the drag is along the ruler
    QPoint m_pressed;
    QPoint m_last;
    std::size_t m_gesture = 0;
    int m_gestureKind = 0;
    QElapsedTimer m_sinceGesture;
};

} // namespace spanwise
