// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/conversationcards.h"

#include "ui/theme/icons.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qreal side = 3; // between the card and the edge of the view
constexpr qreal above = 4;
constexpr qreal radius = 6;
constexpr int glyphSize = 12;

} // namespace

ConversationCards::ConversationCards(const Theme &theme, int width, std::optional<std::size_t> current)
    : m_theme(theme)
    , m_width(width)
    , m_current(current)
{
}

QColor ConversationCards::roleColor(const Message &message) const
{
    if (message.role == "user")
        return m_theme.color(Token::Accent);
    if (message.role == "assistant")
        return m_theme.step(StepKind::Generation);
    if (message.role == "tool" || message.role == "function")
        return m_theme.step(StepKind::Retrieval);
    return m_theme.color(Token::Secondary);
}

void ConversationCards::paint(QPainter &painter, const ConversationCard &card, const Message &message,
                              MessageFold fold) const
{
    const QRectF box(side, card.top - above, m_width - 2 * side, card.bottom - card.top + 2 * above);
    QPainterPath outline;
    outline.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(outline, m_theme.color(message.direction == Message::Direction::Output ? Token::Raised
                                                                                            : Token::Panel));
    painter.save();
    painter.setClipPath(outline);
    painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), roleColor(message));
    painter.restore();
    painter.setPen(QPen(m_theme.color(m_current == card.message ? Token::Accent : Token::Line), 1));
    painter.drawPath(outline);
    if (!card.head)
        return;
    // Beside the first line of the head, however many it wraps into.
    const qreal middle = card.head->top() + QFontMetricsF(m_theme.secondary()).lineSpacing() / 2;
    const auto pixmap =
        themedPixmap(m_theme, fold == MessageFold::Closed ? Glyph::ChevronRight : Glyph::ChevronDown,
                     glyphSize, Token::Secondary, painter.device()->devicePixelRatioF());
    painter.drawPixmap(QPointF(side + 4, middle - glyphSize / 2.0), pixmap);
    painter.setPen(m_theme.color(Token::Secondary));
    painter.drawText(QRectF(m_width - side - 18, middle - 9, 16, 18), Qt::AlignCenter, u"⋯"_s);
}

} // namespace spanwise
