// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/documentcell.h"

#include "ui/trace/documentsmodel.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace spanwise {

DocumentCell::DocumentCell(Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

int DocumentCell::rowHeight() const
{
    return std::max(37,
                    QFontMetrics(m_theme.body()).height() + QFontMetrics(m_theme.secondary()).height() + 6);
}

int DocumentCell::starWidth() const
{
    return 12 + QFontMetrics(m_theme.body()).horizontalAdvance(u"★ "_s);
}

void DocumentCell::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool dropped = index.data(DocumentsModel::DroppedRole).toBool();
    const bool missed = dropped && index.data(DocumentsModel::WantedRole).toBool();
    painter->fillRect(option.rect, m_theme.color(selected ? Token::AccentGround
                                                 : missed ? Token::ErrorGround
                                                          : Token::Panel));
    painter->setPen(m_theme.color(Token::Line));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());

    const QFontMetrics body(m_theme.body());
    const QFontMetrics small(m_theme.secondary());
    const bool first = index.column() == 0;
    const QRect area = option.rect.adjusted(first ? 12 : 4, 0, first ? -4 : -10, 0);
    const QString title = index.data(Qt::DisplayRole).toString();
    const QString second = index.data(DocumentsModel::SecondLineRole).toString();
    const int height = body.height() + (second.isEmpty() ? 0 : small.height() - 1);
    const int top = area.y() + (area.height() - height) / 2;
    const int align =
        static_cast<int>(Qt::Alignment(first ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter) |
        Qt::TextSingleLine;
    painter->setFont(m_theme.body());
    painter->setPen(m_theme.color(dropped && !missed ? Token::Secondary : Token::Text));
    painter->drawText(QRect(area.x(), top, area.width(), body.height()), align,
                      body.elidedText(title, Qt::ElideRight, area.width()));
    painter->setFont(m_theme.secondary());
    painter->setPen(m_theme.color(Token::Secondary));
    painter->drawText(QRect(area.x(), top + body.height() - 1, area.width(), small.height()), align,
                      small.elidedText(second, Qt::ElideMiddle, area.width()));
    painter->restore();
}

} // namespace spanwise
