// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/barszoom.h"

#include "ui/compare/stepcell.h"

#include <QMouseEvent>
#include <QTableView>
#include <QWheelEvent>

#include <cmath>

namespace spanwise {
namespace {

constexpr double keyFactor = 1.5;
constexpr double notch = 120; // of a wheel
constexpr double notchFactor = 1.25;

} // namespace

BarsZoom::BarsZoom(QTableView *table, int column, RowTime rowTime)
    : QObject(table)
    , m_table(table)
    , m_column(column)
    , m_rowTime(std::move(rowTime))
{
    table->installEventFilter(this);
    table->viewport()->installEventFilter(this);
}

void BarsZoom::setExtent(Duration extent)
{
    m_view = Viewport({Timestamp(), Timestamp(std::max(Duration(1), extent))}, 1);
    Q_EMIT changed();
}

Viewport BarsZoom::view() const
{
    return m_view.resized(m_table->columnWidth(m_column) - 2 * StepCell::padding);
}

void BarsZoom::set(const Viewport &view)
{
    if (view.window() == m_view.window())
        return;
    m_view = view;
    m_table->viewport()->update();
    Q_EMIT changed();
}

void BarsZoom::fitRow(int row)
{
    if (const auto time = m_rowTime(row)) {
        const Duration margin = time->length() / 10;
        set(view().showing({time->begin - margin, time->end + margin}));
    }
}

void BarsZoom::showAll()
{
    set(m_view.showingAll());
}

bool BarsZoom::isOverBars(int x) const
{
    return m_table->columnAt(x) == m_column;
}

bool BarsZoom::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel && watched == m_table->viewport())
        return wheel(*static_cast<QWheelEvent *>(event));
    if (event->type() == QEvent::KeyPress && watched == m_table)
        return key(*static_cast<QKeyEvent *>(event));
    if (event->type() == QEvent::MouseButtonDblClick && watched == m_table->viewport()) {
        const auto *const mouse = static_cast<QMouseEvent *>(event);
        if (isOverBars(mouse->pos().x())) {
            fitRow(m_table->rowAt(mouse->pos().y()));
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

bool BarsZoom::wheel(const QWheelEvent &event)
{
    const int x = event.position().toPoint().x();
    // Some platforms turn Shift+wheel into a horizontal one.
    const double turned = event.angleDelta().y() != 0 ? event.angleDelta().y() : event.angleDelta().x();
    if (!isOverBars(x) || !(event.modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)))
        return false;
    if (event.modifiers() & Qt::ControlModifier)
        set(view().zoomedAt(x - m_table->columnViewportPosition(m_column) - StepCell::padding,
                            std::pow(notchFactor, turned / notch)));
    else
        set(view().pannedBy(-turned / notch * view().widthPx() / 10));
    return true;
}

bool BarsZoom::key(const QKeyEvent &event)
{
    if (event.modifiers() & ~Qt::KeypadModifier)
        return false;
    const double middle = view().widthPx() / 2.0;
    switch (event.key()) {
    case Qt::Key_W:
        set(view().zoomedAt(middle, keyFactor));
        return true;
    case Qt::Key_S:
        set(view().zoomedAt(middle, 1 / keyFactor));
        return true;
    case Qt::Key_A:
        set(view().pannedBy(-middle / 4));
        return true;
    case Qt::Key_D:
        set(view().pannedBy(middle / 4));
        return true;
    case Qt::Key_F:
        fitRow(m_table->currentIndex().row());
        return true;
    case Qt::Key_Escape:
        if (m_view.showsAll())
            return false;
        showAll();
        return true;
    default:
        return false;
    }
}

} // namespace spanwise
