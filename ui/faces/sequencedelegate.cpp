// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/sequencedelegate.h"

#include "ui/faces/listcell.h"
#include "ui/faces/sequencemodel.h"
#include "ui/theme/statemark.h"

#include <QPainter>

namespace spanwise {
namespace {

constexpr int markSpace = 20;
constexpr int indent = 10;

} // namespace

SequenceDelegate::SequenceDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void SequenceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    cell.state.setFlag(QStyle::State_HasFocus, false); // whole rows are selected
    painter->setOpacity(index.data(SequenceModel::DimmedRole).toBool() ? dimmedOpacity : 1);
    if (index.column() == SequenceModel::StepColumn) {
        paintCellGround(*painter, cell);
        paintStep(*painter, option.rect, index);
    } else if (index.column() == SequenceModel::TypeColumn) {
        paintCellGround(*painter, cell);
        cell.rect.setLeft(option.rect.left() + markSpace - 4);
        QStyledItemDelegate::paint(painter, cell, index);
        drawMark(*painter, QRectF(option.rect.left() + 6, option.rect.center().y() - 4, 9, 9),
                 static_cast<Mark>(index.data(SequenceModel::MarkRole).toInt()), m_theme);
    } else {
        QStyledItemDelegate::paint(painter, cell, index);
    }
    painter->setOpacity(1);
}

void SequenceDelegate::paintStep(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const QVariant color = index.data(SequenceModel::ColorRole);
    if (!color.isValid())
        return;
    int x = cell.left() + 8 + index.data(SequenceModel::DepthRole).toInt() * indent;
    paintSwatch(painter, {double(x), cell.center().y() + 0.5}, color.value<QColor>());
    x += 14;
    const QFontMetrics metrics(m_theme.body());
    const QString name = metrics.elidedText(index.data().toString(), Qt::ElideRight, cell.right() - x - 6);
    painter.setFont(m_theme.body());
    painter.setPen(m_theme.color(Token::Text));
    painter.drawText(QRect(x, cell.top(), cell.right() - x, cell.height()), Qt::AlignVCenter | Qt::AlignLeft,
                     name);
    if (index.data(SequenceModel::DecisiveRole).toBool())
        painter.fillRect(QRect(x, cell.bottom() - 3, metrics.horizontalAdvance(name), 2),
                         m_theme.color(Token::Secondary));
}

} // namespace spanwise
