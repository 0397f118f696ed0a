// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/rowboxes.h"
#include "ui/page/keyhint.h"
#include "ui/theme/theme.h"
#include "ui/trace/canvaslayout.h"
#include "ui/trace/readers.h"
#include "ui/trace/waterfall.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QHash>
#include <QList>

#include <functional>
#include <optional>
#include <unordered_set>

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
    /// The same trace with more spans; selection, rows and the stretch of time stay where they are.
    void updateTrace(std::shared_ptr<const Trace> trace);

    const Waterfall &waterfall() const noexcept { return m_waterfall; }
    const CanvasLayout &canvasLayout() const noexcept { return m_layout; }
    /// Its keys and gestures, for a list of keys.
    static QList<KeyHint> keyHints();
    /// The boxes of the frame on the screen.
    std::vector<RowBox> boxes() const;

    void selectSpan(SpanRow row);
    void showTime(TimeWindow part);
    void panTo(TimeWindow part);
    void setMatches(const std::vector<SpanRow> &matches);
    void copySelection() const;

public Q_SLOTS:
    void fitSelection();
    void showAll();
    void collapseAll();
    void expandAll();

Q_SIGNALS:
    void selectionChanged();
    /// The stretch of time that is shown.
    void viewChanged();
    /// Rows were opened, closed, or came with a new snapshot.
    void rowsChanged();
    void searchRequested();
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

    enum class Drag : std::uint8_t { None, Pending, Pan, Range, Divider };
    struct Key;

    static const std::vector<Key> &keys();
    static const Key *keyFor(const QKeyEvent &event);
    bool goBackOneLevel();
    void zoomAtCenter(double factor);
    void panByKey(double share);
    void movePages(int pages);
    void apply(const std::function<void(Waterfall &)> &step);
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
    QHash<quint32, QString> m_labels;
    std::unordered_set<std::uint32_t> m_matches;
    std::optional<SpanRow> m_hovered;
    Drag m_drag = Drag::None;
    QPoint m_pressed;
    QPoint m_last;
    bool m_dividerMoved = false; // by hand: keep its place when the widget changes size
    std::size_t m_gesture = 0;
    int m_gestureKind = 0;
    QElapsedTimer m_sinceGesture;
};

} // namespace spanwise
