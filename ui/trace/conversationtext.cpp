// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/conversationtext.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Line = ConversationLine;
using Kind = MessagePart::Kind;

constexpr qsizetype longestPiece = 2000; // of a line: more holds up the text layout
constexpr qsizetype longestPreview = 90; // beside a closed head
constexpr std::size_t shortBytes = 4000; // of a message that is not open as a whole
constexpr std::size_t shortLines = 40;
constexpr std::size_t systemBytes = 400; // instructions are the same every time
constexpr std::size_t systemLines = 4;
constexpr qsizetype longestAddress = 120;

QString tr(const char *words)
{
    return QCoreApplication::translate("spanwise::Conversation", words);
}

/// Characters that a text document takes for its own structure.
bool endsLine(QChar c)
{
    return c == u'\n' || c == u'\r' || c == QChar::ParagraphSeparator || c == QChar::LineSeparator;
}

qsizetype pieceLength(QStringView rest)
{
    if (rest.size() <= longestPiece)
        return rest.size();
    for (qsizetype at = longestPiece; at > longestPiece - 200; --at) {
        if (rest[at - 1].isSpace())
            return at;
    }
    return rest[longestPiece - 1].isHighSurrogate() ? longestPiece - 1 : longestPiece;
}

QString addressWords(const MessagePart &part)
{
    const QString address =
        text(std::string_view(part.text).substr(0, static_cast<std::size_t>(longestAddress)));
    return part.text.starts_with("data:") ? QString() : address;
}

/// "image · image/png · 26.3 kB", "video · https://...".
QString mediumWordsOf(const MessagePart &part)
{
    QStringList words{part.name.empty() ? tr("medium") : text(part.name)};
    if (!part.mimeType.empty())
        words += text(part.mimeType);
    if (const auto bytes = mediumSize(part))
        words += formatBytes(*bytes);
    if (const QString address = addressWords(part); !address.isEmpty())
        words += address;
    return u"▣ "_s % words.join(u" · "_s);
}

class Writer
{
public:
    Writer(const Conversation &conversation, std::span<const MessageFold> folds)
        : m_conversation(conversation)
        , m_folds(folds)
    {
    }

    std::vector<Line> run() &&
    {
        for (std::size_t i = 0; i < m_conversation.size(); ++i)
            writeMessage(i);
        return std::move(m_lines);
    }

private:
    Line &add(Line::Kind kind, const QString &words)
    {
        Line &line = m_lines.emplace_back();
        line.kind = kind;
        line.message = static_cast<std::uint32_t>(m_message);
        line.text = words;
        return line;
    }

    void writeMessage(std::size_t i)
    {
        m_message = i;
        const Message &message = m_conversation.messages()[i];
        if (i > 0)
            add(Line::Kind::Gap, {});
        const bool closed = m_folds[i] == MessageFold::Closed;
        const QString title = messageTitle(message);
        add(Line::Kind::Head, closed ? title % preview(message) : title).title = closed ? title.size() : -1;
        if (closed)
            return;
        const bool system = message.role == "system" || message.role == "developer";
        const bool whole = m_folds[i] == MessageFold::Whole;
        m_bytes = whole ? std::string::npos : system ? systemBytes : shortBytes;
        m_room = whole ? std::string::npos : system ? systemLines : shortLines;
        m_left = false;
        for (std::size_t p = 0; p < message.parts.size() && !m_left; ++p)
            writePart(message.parts[p], static_cast<std::uint32_t>(p));
        if (message.parts.empty())
            add(Line::Kind::Note, tr("(says nothing)"));
        if (m_left)
            add(Line::Kind::More, tr("Show all of it, %1").arg(formatBytes(Conversation::size(message))));
    }

    QString preview(const Message &message) const
    {
        for (const MessagePart &part : message.parts) {
            const QString words =
                part.kind == Kind::Medium ? mediumWordsOf(part) : shownText(part, 400).simplified();
            if (!words.isEmpty())
                return u"  "_s %
                       (words.size() > longestPreview ? words.left(longestPreview) % u"…"_s : words);
        }
        return {};
    }

    void writePart(const MessagePart &part, std::uint32_t number)
    {
        m_part = number;
        switch (part.kind) {
        case Kind::Medium:
            add(Line::Kind::Note, mediumWordsOf(part));
            return;
        case Kind::Reasoning:
            add(Line::Kind::Note, part.text.empty() ? tr("Reasoning, encrypted") : tr("Reasoning"));
            break;
        case Kind::ToolCall:
            add(Line::Kind::Note,
                part.callId.empty() ? tr("Calls a tool") : tr("Calls a tool · %1").arg(text(part.callId)));
            break;
        case Kind::ToolAnswer:
            writeAnswerHead(part);
            break;
        case Kind::Other:
            add(Line::Kind::Note, text(part.name));
            break;
        case Kind::Text:
            break;
        }
        writeWords(part);
        if (const auto answer = part.kind == Kind::ToolCall && !m_left
                                    ? m_conversation.answerTo(m_message, part)
                                    : std::nullopt)
            add(Line::Kind::Link, tr("→ answered in message %1").arg(*answer + 1)).target =
                static_cast<std::uint32_t>(*answer);
    }

    void writeAnswerHead(const MessagePart &part)
    {
        const QString tool = m_conversation.toolOf(m_message, part);
        const QString id = text(part.callId);
        if (const auto call = m_conversation.callOf(m_message, part))
            add(Line::Kind::Link,
                tr("← answer of %1, called in message %2 · %3").arg(tool).arg(*call + 1).arg(id))
                .target = static_cast<std::uint32_t>(*call);
        else if (!id.isEmpty())
            add(Line::Kind::Note, tr("Answer to call %1").arg(id));
    }

    void writeWords(const MessagePart &part)
    {
        if (part.text.empty() && part.kind != Kind::ToolCall)
            return;
        const QString shown = shownText(part, m_bytes);
        m_left = part.text.size() > m_bytes;
        if (m_bytes != std::string::npos)
            m_bytes -= std::min(m_bytes, part.text.size());
        const Line::Kind kind = isShownAsCode(part) ? Line::Kind::Code : Line::Kind::Body;
        for (qsizetype begin = 0; begin <= shown.size();) {
            if (m_room == 0) {
                m_left = true;
                return;
            }
            qsizetype end = begin;
            while (end < shown.size() && !endsLine(shown[end]))
                ++end;
            writeLine(kind, QStringView(shown).mid(begin, end - begin), begin);
            begin = end + (end + 1 < shown.size() && shown[end] == u'\r' && shown[end + 1] == u'\n' ? 2 : 1);
        }
    }

    void writeLine(Line::Kind kind, QStringView words, qsizetype offset)
    {
        bool first = true;
        do {
            const qsizetype length = pieceLength(words);
            // What would begin or end a frame of the document is no character of any language.
            Line &line = add(kind, words.left(length)
                                       .toString()
                                       .replace(QChar(0xfdd0), QChar::ReplacementCharacter)
                                       .replace(QChar(0xfdd1), QChar::ReplacementCharacter));
            line.part = m_part;
            line.offset = offset;
            line.continued = !first;
            offset += length;
            words = words.mid(length);
            first = false;
            if (m_room != std::string::npos)
                m_room -= m_room > 0 ? 1U : 0U;
        } while (!words.isEmpty());
    }

    const Conversation &m_conversation;
    const std::span<const MessageFold> m_folds;
    std::vector<Line> m_lines;
    std::size_t m_message = 0;
    std::uint32_t m_part = 0;
    std::size_t m_bytes = 0;
    std::size_t m_room = 0;
    bool m_left = false; // there is more of this message
};

} // namespace

std::vector<ConversationLine> conversationLines(const Conversation &conversation,
                                                std::span<const MessageFold> folds)
{
    return Writer(conversation, folds).run();
}

QString messageTitle(const Message &message)
{
    const QString way =
        message.direction == Message::Direction::Input ? tr("to the model") : tr("from the model");
    QString title = (message.role.empty() ? tr("message") : text(message.role)) %
                    (message.name.empty() ? QString() : u' ' % text(message.name)) % u" · "_s % way;
    if (!message.finishReason.empty())
        title += u" · "_s % tr("finished: %1").arg(text(message.finishReason));
    return title;
}

} // namespace spanwise
