// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard half of FlameCanvas: one table of what each key does.
#include "ui/faces/flamecanvas.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <utility>

namespace spanwise {
namespace {

constexpr int keyGesture = 3;

} // namespace

bool FlameCanvas::goBack()
{
    if (const auto place = m_history.back({m_view}))
        m_view = Viewport(m_view.whole(), m_view.widthPx()).showing(place->view.window());
    else if (!m_view.showsAll())
        m_view = m_view.showingAll();
    else
        return false;
    viewport()->update();
    return true;
}

bool FlameCanvas::goBackOneLevel()
{
    if (std::exchange(m_isRanging, false)) {
        viewport()->update();
        return true;
    }
    if (!m_range || !hasTimeAxis())
        return goBack();
    Q_EMIT rangeChosen(std::nullopt);
    return true;
}

void FlameCanvas::chooseBeside(int direction)
{
    if (!m_flame || !m_selected)
        return;
    const SpanLanes &lanes = m_flame->lanes();
    const SpanLanes::Place place = lanes.placeOf(*m_selected);
    const auto next = static_cast<std::int64_t>(place.index) + direction;
    if (next >= 0 && next < static_cast<std::int64_t>(lanes.lane(place.lane).size()))
        choose(lanes.frame({place.lane, static_cast<std::uint32_t>(next)}));
}

/// The first child; where there is none, nothing.
void FlameCanvas::chooseBelow()
{
    if (!m_flame || !m_selected)
        return;
    if (m_flame->shape() == FlameSnapshot::Shape::ByTime) {
        const auto children = m_flame->trace()->tree().children(m_flame->spanOf(*m_selected));
        if (!children.empty())
            choose(static_cast<std::uint32_t>(children.front()));
        return;
    }
    const SpanLanes &lanes = m_flame->lanes();
    const SpanLanes::Place place = lanes.placeOf(*m_selected);
    if (place.lane + 1 >= lanes.laneCount())
        return;
    const std::uint32_t below = lanes.nearest(place.lane + 1, lanes.time(place).begin);
    if (m_flame->parentOf(below) == m_selected)
        choose(below);
}

const KeyTable<FlameCanvas> &FlameCanvas::keys()
{
    const auto act = [](auto action) { return KeyTable<FlameCanvas>::always(action); };
    const auto zoom = [&](double factor) {
        return act([factor](FlameCanvas &c) {
            double x = c.m_view.widthPx() / 2.0;
            if (c.m_flame && c.m_selected) {
                // What is being looked at keeps its place.
                const TimeWindow time = c.m_flame->lanes().time(c.m_flame->lanes().placeOf(*c.m_selected));
                const double middle = (c.m_view.xOf(time.begin) + c.m_view.xOf(time.end)) / 2;
                x = middle >= 0 && middle < c.m_view.widthPx() ? middle : x;
            }
            c.setView(c.m_view.zoomedAt(x, factor), c.gesture(keyGesture));
        });
    };
    const auto pan = [&](double share) {
        return act([share](FlameCanvas &c) {
            c.setView(c.m_view.pannedBy(c.m_view.widthPx() * share), c.gesture(keyGesture));
        });
    };
    const auto parent = act([](FlameCanvas &c) {
        if (c.m_flame && c.m_selected)
            c.choose(c.m_flame->parentOf(*c.m_selected));
    });
    const auto scroll = [&](int pages) {
        return act([pages](FlameCanvas &c) {
            c.verticalScrollBar()->setValue(c.verticalScrollBar()->value() +
                                            pages * c.verticalScrollBar()->pageStep());
        });
    };
    static const KeyTable<FlameCanvas> table{
        {Qt::Key_Escape, {}, [](FlameCanvas &c) { return c.goBackOneLevel(); }, QT_TR_NOOP("One level back")},
        {Qt::Key_Left, Qt::AltModifier, act([](FlameCanvas &c) { c.goBack(); }),
         QT_TR_NOOP("Back in what was looked at")},
        {Qt::Key_Right, Qt::AltModifier, act([](FlameCanvas &c) {
             if (const auto place = c.m_history.forward({c.m_view}))
                 c.m_view = Viewport(c.m_view.whole(), c.m_view.widthPx()).showing(place->view.window());
             c.viewport()->update();
         }),
         QT_TR_NOOP("Forward in what was looked at")},
        {Qt::Key_C, Qt::ControlModifier, act([](FlameCanvas &c) { Q_EMIT c.copyRequested(); }),
         QT_TR_NOOP("Copy the selected frame")},
        {Qt::Key_Up, {}, parent, QT_TR_NOOP("Select the frame above")},
        {Qt::Key_Down,
         {},
         act([](FlameCanvas &c) { c.chooseBelow(); }),
         QT_TR_NOOP("Select the first frame below")},
        {Qt::Key_Left,
         {},
         act([](FlameCanvas &c) { c.chooseBeside(-1); }),
         QT_TR_NOOP("Select the frame to the left")},
        {Qt::Key_Right,
         {},
         act([](FlameCanvas &c) { c.chooseBeside(1); }),
         QT_TR_NOOP("Select the frame to the right")},
        {Qt::Key_Comma,
         {},
         act([](FlameCanvas &c) { c.chooseBeside(-1); }),
         QT_TR_NOOP("Select the frame to the left")},
        {Qt::Key_Period,
         {},
         act([](FlameCanvas &c) { c.chooseBeside(1); }),
         QT_TR_NOOP("Select the frame to the right")},
        {Qt::Key_BracketLeft, {}, parent, QT_TR_NOOP("Parent")},
        {Qt::Key_BracketRight, {}, act([](FlameCanvas &c) { c.chooseBelow(); }), QT_TR_NOOP("First child")},
        {Qt::Key_PageUp, {}, scroll(-1), QT_TR_NOOP("A page up")},
        {Qt::Key_PageDown, {}, scroll(1), QT_TR_NOOP("A page down")},
        {Qt::Key_W, {}, zoom(keyZoomFactor), QT_TR_NOOP("Zoom in")},
        {Qt::Key_S, {}, zoom(1 / keyZoomFactor), QT_TR_NOOP("Zoom out")},
        {Qt::Key_Plus, {}, zoom(keyZoomFactor), QT_TR_NOOP("Zoom in")},
        {Qt::Key_Equal, {}, zoom(keyZoomFactor), QT_TR_NOOP("Zoom in")},
        {Qt::Key_Minus, {}, zoom(1 / keyZoomFactor), QT_TR_NOOP("Zoom out")},
        {Qt::Key_A, {}, pan(-keyPanShare), QT_TR_NOOP("Pan left")},
        {Qt::Key_D, {}, pan(keyPanShare), QT_TR_NOOP("Pan right")},
        {Qt::Key_F, {}, act([](FlameCanvas &c) { c.fitSelection(); }), QT_TR_NOOP("Fit the selected frame")},
        {Qt::Key_Z,
         {},
         act([](FlameCanvas &c) { c.zoomToRange(); }),
         QT_TR_NOOP("Zoom to the selected range")},
        {Qt::Key_0, {}, act([](FlameCanvas &c) { c.showAll(); }), QT_TR_NOOP("Show all of it")},
        {Qt::Key_Return,
         {},
         act([](FlameCanvas &c) {
             if (c.m_span && c.m_selected)
                 Q_EMIT c.spanActivated(*c.m_span);
         }),
         QT_TR_NOOP("Show the span in the waterfall")},
    };
    return table;
}

QList<KeyHint> FlameCanvas::keyHints()
{
    QList<KeyHint> hints = keys().hints();
    hints << KeyHint{tr("Ctrl+Wheel"), tr("Zoom at the cursor")}
          << KeyHint{tr("Drag, Shift+Wheel"), tr("Pan")}
          << KeyHint{tr("Drag"), tr("On the ruler: select a range of time; numbers then speak of it alone")}
          << KeyHint{tr("Double-click"), tr("Fit the frame")};
    return hints;
}

void FlameCanvas::keyPressEvent(QKeyEvent *event)
{
    if (!m_flame || !keys().run(*this, *event))
        event->ignore(); // the page above has keys of its own, Esc among them
}

bool FlameCanvas::event(QEvent *event)
{
    return keys().claims(*event, !m_view.showsAll() || m_isRanging || (m_range && hasTimeAxis())) ||
           QAbstractScrollArea::event(event);
}

} // namespace spanwise
