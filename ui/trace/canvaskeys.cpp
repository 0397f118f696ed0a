// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard half of Canvas: one table of what each key does.
#include "ui/trace/canvas.h"

#include <QKeyEvent>

namespace spanwise {
void Canvas::zoomAtCenter(double factor)
{
    // Zooming by key keeps the selected span's place when it is in view: that is what is being looked at.
    double x = m_waterfall.view().widthPx() / 2.0;
    if (const auto row = m_waterfall.selected()) {
        const BarExtent bar = barExtent(m_waterfall.trace()[*row].time, m_waterfall.view());
        if (bar.width > 0)
            x = bar.x + bar.width / 2.0;
    }
    apply([&, number = gesture(keyGesture)](Waterfall &waterfall) { waterfall.zoomAt(x, factor, number); });
}

bool Canvas::goBackOneLevel()
{
    if (m_drag == Drag::Range) {
        m_drag = Drag::None;
        viewport()->update();
        return true;
    }
    if (m_waterfall.range()) {
        setRange(std::nullopt);
        return true;
    }
    if (m_waterfall.isEmpty() || m_waterfall.view().showsAll())
        return false;
    apply([](Waterfall &waterfall) {
        if (!waterfall.goBack())
            waterfall.showAll();
    });
    return true;
}

void Canvas::goThroughHistory(int direction)
{
    bool went = false;
    m_inHistory = true;
    apply([&](Waterfall &waterfall) { went = direction < 0 ? waterfall.goBack() : waterfall.goForward(); });
    m_inHistory = false;
    if (!went)
        Q_EMIT leaveRequested(direction);
}

void Canvas::panByKey(double share)
{
    apply([=, number = gesture(keyGesture)](Waterfall &waterfall) {
        waterfall.panBy(waterfall.view().widthPx() * share, number);
    });
}

void Canvas::movePages(int pages)
{
    const int rows = std::max(1, m_layout.rowsHeight() / m_layout.rowHeight - 1);
    apply([=](Waterfall &waterfall) { waterfall.moveSelection(pages * rows); });
}

const KeyTable<Canvas> &Canvas::keys()
{
    const auto act = [](auto action) { return KeyTable<Canvas>::always(action); };
    const auto step = [&](auto change) { return act([change](Canvas &canvas) { canvas.apply(change); }); };
    static const KeyTable<Canvas> table{
        {Qt::Key_Escape,
         {},
         [](Canvas &canvas) { return canvas.goBackOneLevel(); },
         QT_TR_NOOP("One level back")},
        {Qt::Key_Left, Qt::AltModifier, act([](Canvas &c) { c.goThroughHistory(-1); }),
         QT_TR_NOOP("Back in what was looked at")},
        {Qt::Key_Right, Qt::AltModifier, act([](Canvas &c) { c.goThroughHistory(1); }),
         QT_TR_NOOP("Forward in what was looked at")},
        {Qt::Key_C, Qt::ControlModifier, act([](Canvas &c) { c.copySelection(); }),
         QT_TR_NOOP("Copy the selected span")},
        {Qt::Key_Up,
         {},
         step([](Waterfall &w) { w.moveSelection(-1); }),
         QT_TR_NOOP("Select the span above")},
        {Qt::Key_Down,
         {},
         step([](Waterfall &w) { w.moveSelection(1); }),
         QT_TR_NOOP("Select the span below")},
        {Qt::Key_PageUp, {}, act([](Canvas &c) { c.movePages(-1); }), QT_TR_NOOP("A page up")},
        {Qt::Key_PageDown, {}, act([](Canvas &c) { c.movePages(1); }), QT_TR_NOOP("A page down")},
        {Qt::Key_Home,
         {},
         step([](Waterfall &w) { w.selectPosition(0); }),
         QT_TR_NOOP("Select the first span")},
        {Qt::Key_End,
         {},
         step([](Waterfall &w) { w.selectPosition(PTRDIFF_MAX); }),
         QT_TR_NOOP("Select the last span")},
        {Qt::Key_Left,
         {},
         step([](Waterfall &w) { w.stepOut(); }),
         QT_TR_NOOP("Close the span, or go to its parent")},
        {Qt::Key_Right,
         {},
         step([](Waterfall &w) { w.stepIn(); }),
         QT_TR_NOOP("Open the span, or go to its first child")},
        {Qt::Key_Period, {}, step([](Waterfall &w) { w.selectSibling(1); }), QT_TR_NOOP("Next sibling")},
        {Qt::Key_Comma, {}, step([](Waterfall &w) { w.selectSibling(-1); }), QT_TR_NOOP("Previous sibling")},
        {Qt::Key_BracketLeft, {}, step([](Waterfall &w) { w.selectParent(); }), QT_TR_NOOP("Parent")},
        {Qt::Key_BracketRight,
         {},
         step([](Waterfall &w) { w.selectFirstChild(); }),
         QT_TR_NOOP("First child")},
        {Qt::Key_W, {}, act([](Canvas &c) { c.zoomAtCenter(keyZoomFactor); }), QT_TR_NOOP("Zoom in")},
        {Qt::Key_S, {}, act([](Canvas &c) { c.zoomAtCenter(1 / keyZoomFactor); }), QT_TR_NOOP("Zoom out")},
        {Qt::Key_A, {}, act([](Canvas &c) { c.panByKey(-keyPanShare); }), QT_TR_NOOP("Pan left")},
        {Qt::Key_D, {}, act([](Canvas &c) { c.panByKey(keyPanShare); }), QT_TR_NOOP("Pan right")},
        {Qt::Key_F, {}, act([](Canvas &c) { c.fitSelection(); }), QT_TR_NOOP("Fit the selected span")},
        {Qt::Key_Z, {}, act([](Canvas &c) { c.zoomToRange(); }), QT_TR_NOOP("Zoom to the selected range")},
        {Qt::Key_0, {}, act([](Canvas &c) { c.showAll(); }), QT_TR_NOOP("Show the whole trace")},
        {Qt::Key_Slash,
         {},
         act([](Canvas &c) { Q_EMIT c.searchRequested(); }),
         QT_TR_NOOP("Search in the trace")},
        {Qt::Key_G,
         {},
         act([](Canvas &c) { Q_EMIT c.findingsRequested(); }),
         QT_TR_NOOP("What Spanwise noticed")},
        {Qt::Key_N, Qt::ShiftModifier, act([](Canvas &c) { Q_EMIT c.matchRequested(-1); }),
         QT_TR_NOOP("Previous match")},
        {Qt::Key_N, {}, act([](Canvas &c) { Q_EMIT c.matchRequested(1); }), QT_TR_NOOP("Next match")},
        {Qt::Key_Asterisk, {}, act([](Canvas &c) { c.expandAll(); }), QT_TR_NOOP("Open every span")},
        {Qt::Key_Minus, {}, act([](Canvas &c) { c.collapseAll(); }), QT_TR_NOOP("Close every span")},
    };
    return table;
}

QList<KeyHint> Canvas::keyHints()
{
    QList<KeyHint> hints = keys().hints();
    hints << KeyHint{tr("Ctrl+Wheel"), tr("Zoom at the cursor")} << KeyHint{tr("Shift+Wheel"), tr("Pan")}
          << KeyHint{tr("Drag"), tr("On the ruler: select a range of time; numbers then speak of it alone")}
          << KeyHint{tr("Double-click"), tr("Fit the span")};
    return hints;
}

void Canvas::keyPressEvent(QKeyEvent *event)
{
    if (m_waterfall.isEmpty() || !keys().run(*this, *event))
        event->ignore(); // the page above has keys of its own, Esc among them
}

bool Canvas::event(QEvent *event)
{
    return keys().claims(*event, !m_waterfall.view().showsAll()) || QAbstractScrollArea::event(event);
}

} // namespace spanwise
