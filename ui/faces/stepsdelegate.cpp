// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/stepsdelegate.h"

#include "ui/faces/listcell.h"
#include "ui/faces/stepsmodel.h"
#include "ui/theme/statemark.h"

#include <QPainter>

namespace spanwise {
StepsDelegate::StepsDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void StepsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    cell.state.setFlag(QStyle::State_HasFocus, false); // whole rows are selected
    painter->setOpacity(index.data(StepsModel::DimmedRole).toBool() ? dimmedOpacity : 1);
    if (index.column() == StepsModel::StepColumn) {
        paintName(*painter, cell, index);
    } else {
        QStyledItemDelegate::paint(painter, cell, index);
        if (index.data(StepsModel::PartRole).isValid())
            paintPart(*painter, option.rect, index);
    }
    painter->setOpacity(1);
}

void StepsDelegate::paintName(QPainter &painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    paintCellGround(painter, option);
    const double middle = option.rect.center().y() + 0.5;
    int x = option.rect.left() + 14;
    paintSwatch(painter, {double(x), middle}, index.data(StepsModel::ColorRole).value<QColor>());
    x += 15;
    if (index.data(StepsModel::FailedRole).toBool()) {
        drawMark(painter, QRectF(x, middle - 5, 10, 10), Mark::Error, m_theme);
        x += 15;
    }
    painter.setFont(m_theme.body());
    painter.setPen(m_theme.color(Token::Text));
    const QRect room(x, option.rect.top(), option.rect.right() - x - 6, option.rect.height());
    painter.drawText(
        room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        QFontMetrics(m_theme.body()).elidedText(index.data().toString(), Qt::ElideRight, room.width()));
}

/// The critical path has the line that it has in the waterfall; a share is as long as the share.
void StepsDelegate::paintPart(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const double part = index.data(StepsModel::PartRole).toDouble();
    const int room = cell.width() - 16;
    const int width = static_cast<int>(part * room + 0.5);
    if (part <= 0)
        return;
    const bool decisive = index.column() == StepsModel::DecisiveColumn;
    const QRect bar(cell.left() + 8 + room - std::max(1, width), cell.bottom() - 3, std::max(1, width), 2);
    painter.fillRect(bar, decisive ? m_theme.color(Token::Secondary)
                                   : index.data(StepsModel::ColorRole).value<QColor>());
}

} // namespace spanwise
