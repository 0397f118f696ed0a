// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/conversation.h"

#include "core/genai/messagejson.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/spanwords.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Kind = MessagePart::Kind;

/// As many bytes as are allowed, without half a character at the end.
std::string_view beginning(std::string_view utf8, std::size_t most)
{
    if (utf8.size() <= most)
        return utf8;
    while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0U) == 0x80U)
        --most;
    return utf8.substr(0, most);
}

} // namespace

Conversation::Conversation(std::vector<Message> messages)
    : m_messages(std::move(messages))
{
}

std::optional<std::size_t> Conversation::nearest(std::size_t message, const MessagePart &part,
                                                 Kind wanted) const
{
    if (part.callId.empty())
        return std::nullopt;
    const auto has = [&](const Message &candidate) {
        return std::ranges::any_of(candidate.parts, [&](const MessagePart &p) {
            return p.kind == wanted && p.callId == part.callId;
        });
    };
    for (std::size_t distance = 0; distance < m_messages.size(); ++distance) {
        // Answers come after their calls; ids are used again in long conversations.
        const bool forward = wanted == Kind::ToolAnswer;
        for (const bool after : {forward, !forward}) {
            if (after && message + distance < m_messages.size() && has(m_messages[message + distance]))
                return message + distance;
            if (!after && message >= distance && has(m_messages[message - distance]))
                return message - distance;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> Conversation::answerTo(std::size_t message, const MessagePart &call) const
{
    return nearest(message, call, Kind::ToolAnswer);
}

std::optional<std::size_t> Conversation::callOf(std::size_t message, const MessagePart &answer) const
{
    return nearest(message, answer, Kind::ToolCall);
}

QString Conversation::toolOf(std::size_t message, const MessagePart &answer) const
{
    const auto asked = callOf(message, answer);
    if (!asked)
        return {};
    const auto &parts = m_messages[*asked].parts;
    const auto call = std::ranges::find_if(
        parts, [&](const MessagePart &p) { return p.kind == Kind::ToolCall && p.callId == answer.callId; });
    return call == parts.end() ? QString() : text(call->name);
}

std::optional<std::size_t> Conversation::previousOfRole(std::size_t message) const
{
    for (std::size_t i = message; i-- > 0;) {
        if (m_messages[i].role == m_messages[message].role)
            return i;
    }
    return std::nullopt;
}

std::uint64_t Conversation::size(const Message &message)
{
    std::uint64_t bytes = 0;
    for (const MessagePart &part : message.parts)
        bytes += part.kind == Kind::Medium ? mediumSize(part).value_or(0) : part.text.size();
    return bytes;
}

bool isShownAsCode(const MessagePart &part)
{
    if (part.kind == Kind::ToolCall || part.kind == Kind::Other)
        return true;
    return part.kind == Kind::ToolAnswer && (part.text.starts_with('{') || part.text.starts_with('[')) &&
           isJson(part.text);
}

QString shownText(const MessagePart &part, std::size_t most)
{
    if (part.kind == Kind::Medium)
        return {};
    const std::string_view bytes = beginning(part.text, most);
    const QString shown = isShownAsCode(part) ? text(indentJson(bytes)) : text(bytes);
    return part.kind == Kind::ToolCall ? text(part.name) % (shown.isEmpty() ? u"()"_s : u' ' % shown) : shown;
}

std::vector<ConversationMatch> findInConversation(const Conversation &conversation, const QString &words,
                                                  const std::stop_token &stop)
{
    std::vector<ConversationMatch> matches;
    for (std::size_t m = 0; m < conversation.size() && !words.isEmpty(); ++m) {
        const auto &parts = conversation.messages()[m].parts;
        for (std::size_t p = 0; p < parts.size() && !stop.stop_requested(); ++p) {
            const QString shown = shownText(parts[p]);
            for (qsizetype at = shown.indexOf(words, 0, Qt::CaseInsensitive); at >= 0;
                 at = shown.indexOf(words, at + words.size(), Qt::CaseInsensitive))
                matches.push_back(
                    {static_cast<std::uint32_t>(m), static_cast<std::uint32_t>(p), at, words.size()});
        }
    }
    return matches;
}

} // namespace spanwise
