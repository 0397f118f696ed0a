// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/stepcell.h"

#include <QPainter>

namespace spanwise {
namespace {

constexpr int swatch = 8;

} // namespace

void StepCell::paintGround(const QStyleOptionViewItem &option) const
{
    m_painter.setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        m_painter.fillRect(m_rect, m_theme.color(Token::AccentGround));
    m_painter.fillRect(QRect(m_rect.left(), m_rect.bottom(), m_rect.width(), 1), m_theme.color(Token::Line));
    m_painter.setFont(m_theme.body());
}

void StepCell::setWeight(QFont::Weight weight) const
{
    QFont font = m_painter.font();
    font.setWeight(weight);
    m_painter.setFont(font);
}

void StepCell::paintName(const QString &name, StepKind kind, Token token, QFont::Weight weight,
                         int indent) const
{
    const int left = m_rect.left() + padding + indent;
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.step(kind));
    m_painter.drawRoundedRect(QRectF(left, m_rect.center().y() - swatch / 2 + 1, swatch, swatch), 2, 2);
    const QRect text(left + swatch + 6, m_rect.top(), m_rect.right() - left - swatch - 10, m_rect.height());
    setWeight(weight);
    m_painter.setPen(m_theme.color(token));
    m_painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                       m_painter.fontMetrics().elidedText(name, Qt::ElideMiddle, text.width()));
}

void StepCell::paintNumber(const QString &text, Token token, QFont::Weight weight) const
{
    setWeight(weight);
    m_painter.setPen(m_theme.color(token));
    m_painter.drawText(m_rect.adjusted(4, 0, -padding, 0), Qt::AlignVCenter | Qt::AlignRight, text);
}

} // namespace spanwise
