// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messages.h"

#include <QString>

#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace spanwise {

/// The messages of one span as a reader follows them: which answer belongs to which call, and what of each
/// part is shown.
///
/// Immutable; any thread, so that a search may run beside the window.
class Conversation
{
public:
    explicit Conversation(std::vector<Message> messages);

    const std::vector<Message> &messages() const noexcept { return m_messages; }
    std::size_t size() const noexcept { return m_messages.size(); }
    const MessagePart &part(std::size_t message, std::size_t part) const
    {
        return m_messages[message].parts[part];
    }

    /// The message that answers a call, and the one that asked for it, the nearest to message; nullopt when
    /// none does or the call has no id.
    std::optional<std::size_t> answerTo(std::size_t message, const MessagePart &call) const;
    std::optional<std::size_t> callOf(std::size_t message, const MessagePart &answer) const;
    /// The name of the tool that gave an answer; empty when its call is not here.
    QString toolOf(std::size_t message, const MessagePart &answer) const;
    /// The nearest message before one that has the same role; nullopt for the first.
    std::optional<std::size_t> previousOfRole(std::size_t message) const;
    /// Bytes of all that a message says, media by their own size.
    static std::uint64_t size(const Message &message);

private:
    std::optional<std::size_t> nearest(std::size_t message, const MessagePart &part,
                                       MessagePart::Kind wanted) const;

    std::vector<Message> m_messages;
};

/// What of a part is text on the screen: words as they are, arguments and JSON answers indented, a call
/// behind its tool's name, nothing of a medium. most limits the bytes that are looked at; the result is then
/// a beginning of the whole.
QString shownText(const MessagePart &part, std::size_t most = std::string_view::npos);
/// Whether it is shown as JSON, in the monospaced face.
bool isShownAsCode(const MessagePart &part);

/// A place in the shown text of a part, in UTF-16 units.
struct ConversationMatch
{
    std::uint32_t message = 0;
    std::uint32_t part = 0;
    qsizetype offset = 0;
    qsizetype length = 0;

    friend bool operator==(const ConversationMatch &, const ConversationMatch &) = default;
};

/// Every place where words stand, case ignored, in order. Empty words are nowhere. O(text); leaves early when
/// stopped.
std::vector<ConversationMatch> findInConversation(const Conversation &conversation, const QString &words,
                                                  const std::stop_token &stop = {});

} // namespace spanwise
