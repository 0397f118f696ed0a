// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/foldedruns.h"
#include "core/timeline/rowboxes.h"
#include "ui/page/keytable.h"
#include "ui/theme/theme.h"
#include "ui/trace/canvaslayout.h"
#include "ui/trace/nameroom.h"
#include "ui/trace/readers.h"
#include "ui/trace/spanmarks.h"
#include "ui/trace/waterfall.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QHash>
#include <QList>
#include <QVariantAnimation>

#include <functional>
#include <optional>
#include <vector>

namespace spanwise {

/// Span tree and waterfall of one trace in one widget: what is painted and what is hit is the same list of
/// boxes.
///
/// Keys and gestures are those of the manual's page on traces. A frame costs what its rows cost, whatever the
/// size of the trace; opening, collapsing and replacing the trace are O(n).
class Canvas final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    Canvas(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    void showTrace(std::shared_ptr<const Trace> trace);
    /// The same, worked out beforehand by Waterfall::opened(). O(1).
    void showTrace(WaterfallGrowth opened);
    /// The same trace with more spans; selection, rows and the stretch of time stay where they are.
    void updateTrace(std::shared_ptr<const Trace> trace);
    /// The same, worked out beforehand for the revision of waterfall(). O(shown rows), and O(n) bits while
    /// spans are marked.
    void grow(WaterfallGrowth growth);

    const Waterfall &waterfall() const noexcept { return m_waterfall; }
    const CanvasLayout &canvasLayout() const noexcept { return m_layout; }
    /// Its keys and gestures, for a list of keys.
    static QList<KeyHint> keyHints();
    /// The boxes of the frame on the screen.
    std::vector<RowBox> boxes() const;

    void selectSpan(SpanRow row);
    void showTime(TimeWindow part);
    void panTo(TimeWindow part);
    /// Closes the rows of these spans and opens all others.
    void setCollapsedSpans(const std::vector<SpanId> &ids);
    /// While a search is on, everything else stands back.
    void setMatches(const std::vector<SpanRow> &matches, bool isSearching);
    /// A colour for each span, by index into colors; 0 keeps the colour of its step. Empty: no rules.
    void setColors(std::vector<std::uint8_t> ofRow, std::vector<QColor> colors);
    /// What both of these have set, for the other faces of the trace.
    const SpanMarks &marks() const noexcept { return m_marks; }
    /// The stretch of time that statistics speak of; nullopt: all of the trace.
    void setRange(std::optional<TimeWindow> range);
    void setColumns(const CanvasColumns &columns);
    const CanvasColumns &columns() const noexcept { return m_layout.columns; }
    /// What the frame on the screen shows of the time: on its way to waterfall().view() while it moves there.
    Viewport shownView() const;
    void copySelection() const;

public Q_SLOTS:
    void fitSelection();
    void showAll();
    void collapseAll();
    void expandAll();
    void zoomToRange();

Q_SIGNALS:
    void selectionChanged();
    /// The stretch of time that is shown.
    void viewChanged();
    /// Rows were opened, closed, or came with a new snapshot.
    void rowsChanged();
    void rangeChanged();
    void columnsChanged();
    void marksChanged();
    void searchRequested();
    void findingsRequested();
    /// Back (-1) or forward (+1) beyond what was looked at in this trace.
    void leaveRequested(int direction);
    /// +1 or -1.
    void matchRequested(int direction);

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
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    // Steps of the same kind that follow each other closely are one gesture.
    static constexpr int wheelGesture = 1;
    static constexpr int keyGesture = 2;
    static constexpr int dragGesture = 3;
    static constexpr int selectGesture = 4;

    enum class Drag : std::uint8_t { None, Pending, Pan, Range, Divider, Column };

    static const KeyTable<Canvas> &keys();
    bool goBackOneLevel();
    void goThroughHistory(int direction);
    void zoomAtCenter(double factor);
    void panByKey(double share);
    void movePages(int pages);
    enum class Motion : std::uint8_t { Smooth, AtOnce };
    void apply(const std::function<void(Waterfall &)> &step, Motion motion = Motion::Smooth);
    void moveFrom(const Viewport &before, Motion motion);
    int anchorRowY(SpanRow &anchor) const;
    bool pressHeader(QPoint at);
    void openHeaderMenu(QPoint at);
    void sortBy(SpanOrder order);
    QString columnText(CanvasColumn column, SpanRow row) const;
    const std::vector<FoldedRun> &runs(SpanRow row);
    void measureNames();
    void updateLayout();
    void revealSelection();
    void press(const RowBox &box, QPoint at);
    std::optional<RowBox> boxUnder(QPoint at) const;
    std::size_t gesture(int kind);
    void describeSelection();
    const QString &label(SpanRow row);

    Theme &m_theme;
    const SpanReaders m_readers;
    Waterfall m_waterfall;
    CanvasLayout m_layout;
    NameRoom m_names;
    QHash<quint32, QString> m_labels;
    SpanMarks m_marks;
    QHash<quint32, std::vector<FoldedRun>> m_runs; // of closed rows in m_runsView
    Viewport m_runsView{TimeWindow{Timestamp{}, Timestamp{} + Duration(1)}, 1};
    QVariantAnimation m_motion;
    TimeWindow m_from{}; // where the motion began
    std::optional<CanvasColumn> m_dragged;
    std::optional<int> m_cursorX; // in the time area, of the mouse
    std::optional<SpanRow> m_hovered;
    Drag m_drag = Drag::None;
    QPoint m_pressed;
    QPoint m_last;
    bool m_inHistory = false; // a step of it is being taken
    std::size_t m_gesture = 0;
    int m_gestureKind = 0;
    QElapsedTimer m_sinceGesture;
};

} // namespace spanwise
