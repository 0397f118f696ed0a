// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/documentdelegate.h"

#include "ui/replay/documentmodel.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace spanwise {
namespace {

constexpr int padding = 13;

Token textToken(int column, ComparedDocument::Change change)
{
    if (column == DocumentModel::Title || column == DocumentModel::ReplayRank)
        return Token::Text;
    if (column != DocumentModel::Change)
        return Token::Secondary;
    switch (change) {
    case ComparedDocument::Change::Lost:
        return Token::Error;
    case ComparedDocument::Change::Entered:
        return Token::Ok;
    default:
        return Token::Secondary;
    }
}

} // namespace

DocumentDelegate::DocumentDelegate(const Theme &theme, const DocumentModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{
}

void DocumentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const auto change = m_model.document(index.row()).change();
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, m_theme.color(Token::AccentGround));
    else if (change == ComparedDocument::Change::Lost)
        painter->fillRect(option.rect, m_theme.color(Token::ErrorGround));
    painter->fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 1),
                      m_theme.color(Token::Line));

    const bool right = index.column() >= DocumentModel::Score;
    painter->setFont(right ? m_theme.secondary() : m_theme.body());
    painter->setPen(m_theme.color(textToken(index.column(), change)));
    const QRect cell = option.rect.adjusted(right ? 4 : padding, 0, right ? -padding : -4, 0);
    painter->drawText(
        cell, static_cast<int>(Qt::AlignVCenter) | static_cast<int>(right ? Qt::AlignRight : Qt::AlignLeft),
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, cell.width()));
    painter->restore();
}

} // namespace spanwise
