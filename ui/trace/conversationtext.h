// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/conversation.h"

#include <cstdint>
#include <span>

namespace spanwise {

/// How much of a message is to be seen.
enum class MessageFold : std::uint8_t {
    Closed, ///< its head, with the first words
    Short,  ///< its beginning, when it is long; all of it, when it is not
    Whole,
};

/// One line of a conversation as it stands in a text document.
struct ConversationLine
{
    enum class Kind : std::uint8_t { Gap, Head, Body, Code, Note, More, Link };

    Kind kind = Kind::Gap;
    bool continued =
        false; ///< a piece of a long line that is not its first: no line break was sent before it
    std::uint32_t message = 0;
    std::uint32_t part = 0;   ///< of Body and Code
    qsizetype offset = 0;     ///< of Body and Code: where it begins in shownText()
    std::uint32_t target = 0; ///< of Link: the message that it leads to
    qsizetype title = -1; ///< of Head: so much of it is the title, the rest the first words; -1: all of it
    QString text;
};

/// The lines of a conversation with its messages folded as told, one fold for each. Long lines come in pieces
/// that a text layout can bear. Pure; costs what is to be seen, not what there is.
std::vector<ConversationLine> conversationLines(const Conversation &conversation,
                                                std::span<const MessageFold> folds);

/// "user Ann · to the model": the head of a message.
QString messageTitle(const Message &message);

} // namespace spanwise
