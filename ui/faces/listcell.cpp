// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/listcell.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionViewItem>

namespace spanwise {

void paintCellGround(QPainter &painter, const QStyleOptionViewItem &cell)
{
    const QStyle *const style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, &painter, cell.widget);
}

void paintSwatch(QPainter &painter, QPointF leftMiddle, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(leftMiddle.x(), leftMiddle.y() - 4, 8, 8), 2, 2);
    painter.restore();
}

} // namespace spanwise
