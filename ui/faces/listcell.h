// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QColor;
class QPainter;
class QPointF;
class QStyleOptionViewItem;

namespace spanwise {

/// The parts that cells of the faces' lists have in common.

/// The ground of a cell without its text: selection, hover.
void paintCellGround(QPainter &painter, const QStyleOptionViewItem &cell);
/// The coloured square before a step's name, from its left edge at the middle of the row.
void paintSwatch(QPainter &painter, QPointF leftMiddle, const QColor &color);

} // namespace spanwise
