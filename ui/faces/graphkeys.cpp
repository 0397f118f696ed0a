// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard half of GraphCanvas: one table of what each key does.
#include "ui/faces/graphcanvas.h"

#include <QKeyEvent>

namespace spanwise {
const KeyTable<GraphCanvas> &GraphCanvas::keys()
{
    const auto act = [](auto action) { return KeyTable<GraphCanvas>::always(action); };
    const auto walk = [&](QPoint direction) {
        return act([direction](GraphCanvas &c) { c.walk(direction); });
    };
    const auto zoom = [&](double factor) {
        return act([factor](GraphCanvas &c) {
            const QPointF middle = QRectF(c.rect()).center();
            c.zoomAt(c.m_graph && c.m_selected ? c.rectOf(*c.m_selected).center() : middle, factor);
        });
    };
    const auto pan = [&](double share) {
        return act([share](GraphCanvas &c) { c.panBy({c.width() * share, 0}); });
    };
    static const KeyTable<GraphCanvas> table{
        {Qt::Key_Escape,
         {},
         [](GraphCanvas &c) {
             const bool moved = !c.m_isFitted;
             c.fitAll();
             return moved;
         },
         QT_TR_NOOP("Show the whole graph")},
        {Qt::Key_C, Qt::ControlModifier, act([](GraphCanvas &c) { Q_EMIT c.copyRequested(); }),
         QT_TR_NOOP("Copy the selected step and its calls")},
        {Qt::Key_Left, {}, walk({-1, 0}), QT_TR_NOOP("To a caller")},
        {Qt::Key_Right, {}, walk({1, 0}), QT_TR_NOOP("To what is called")},
        {Qt::Key_Up, {}, walk({0, -1}), QT_TR_NOOP("To the step above")},
        {Qt::Key_Down, {}, walk({0, 1}), QT_TR_NOOP("To the step below")},
        {Qt::Key_W, {}, zoom(keyZoomFactor), QT_TR_NOOP("Zoom in")},
        {Qt::Key_S, {}, zoom(1 / keyZoomFactor), QT_TR_NOOP("Zoom out")},
        {Qt::Key_Plus, {}, zoom(keyZoomFactor), QT_TR_NOOP("Zoom in")},
        {Qt::Key_Equal, {}, zoom(keyZoomFactor), QT_TR_NOOP("Zoom in")},
        {Qt::Key_Minus, {}, zoom(1 / keyZoomFactor), QT_TR_NOOP("Zoom out")},
        {Qt::Key_A, {}, pan(-keyPanShare), QT_TR_NOOP("Pan left")},
        {Qt::Key_D, {}, pan(keyPanShare), QT_TR_NOOP("Pan right")},
        {Qt::Key_F,
         {},
         act([](GraphCanvas &c) { c.showSelection(); }),
         QT_TR_NOOP("Bring the selected step to the middle")},
        {Qt::Key_0, {}, act([](GraphCanvas &c) { c.fitAll(); }), QT_TR_NOOP("Show the whole graph")},
        {Qt::Key_Return,
         {},
         act([](GraphCanvas &c) {
             if (c.m_selected)
                 Q_EMIT c.nodeActivated(*c.m_selected);
         }),
         QT_TR_NOOP("Show its longest span in the waterfall")},
    };
    return table;
}

QList<KeyHint> GraphCanvas::keyHints()
{
    QList<KeyHint> hints = keys().hints();
    hints << KeyHint{tr("Ctrl+Wheel"), tr("Zoom at the cursor")} << KeyHint{tr("Drag"), tr("Pan")};
    return hints;
}

void GraphCanvas::keyPressEvent(QKeyEvent *event)
{
    if (!m_graph || !keys().run(*this, *event))
        event->ignore(); // the page above has keys of its own, Esc among them
}

} // namespace spanwise
