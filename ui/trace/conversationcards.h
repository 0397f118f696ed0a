// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/trace/conversationtext.h"

#include <QRectF>

#include <optional>

class QPainter;

namespace spanwise {

/// Where one message stands in the viewport; it may reach beyond.
struct ConversationCard
{
    std::size_t message = 0;
    qreal top = 0;
    qreal bottom = 0;
    std::optional<QRectF> head; ///< nullopt: scrolled away
};

/// Paints what stands behind the text of a conversation: grounds, the stripe of the role, the marks of
/// folding and of the menu.
class ConversationCards
{
public:
    /// current has the keyboard.
    ConversationCards(const Theme &theme, int width, std::optional<std::size_t> current);

    void paint(QPainter &painter, const ConversationCard &card, const Message &message,
               MessageFold fold) const;

private:
    QColor roleColor(const Message &message) const;

    const Theme &m_theme;
    int m_width;
    std::optional<std::size_t> m_current;
};

} // namespace spanwise
