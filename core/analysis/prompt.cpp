// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/prompt.h"

#include "core/analysis/ancestry.h"

namespace spanwise {
namespace {

void appendWithRole(std::string &text, const Message &message)
{
    text += text.empty() ? "" : "\n\n";
    text += '[' + (message.role.empty() ? std::string("message") : message.role);
    text += (message.name.empty() ? "" : ' ' + message.name) + "]\n" + message.content;
    if (!message.toolCalls.empty())
        text += '\n' + message.toolCalls;
}

bool isGeneration(const Trace &trace, SpanRow row, std::optional<SpanRow> top)
{
    return trace.facts(row).step == StepKind::Generation &&
           (!top || row == *top || isAncestor(trace.tree(), *top, row));
}

/// The content of the last message of a direction that passes and has words.
template<class Passes>
std::string lastContent(std::vector<Message> said, Message::Direction direction, Passes passes)
{
    for (auto message = said.rbegin(); message != said.rend(); ++message) {
        if (message->direction == direction && !message->content.empty() && passes(*message))
            return std::move(message->content);
    }
    return {};
}

} // namespace

std::string promptText(std::span<const Message> messages, Prompt::Form form)
{
    std::string text;
    for (const Message &message : messages) {
        if (message.direction != Message::Direction::Input)
            continue;
        if (form == Prompt::Form::WithRoles)
            appendWithRole(text, message);
        else
            text += message.content + '\n';
    }
    return text;
}

std::string promptOf(const Trace &trace, SpanRow row, const MessagesReader &messages, Prompt::Form form)
{
    std::string text = promptText(messages ? messages(trace, row) : std::vector<Message>{}, form);
    for (const std::string_view key : {"input.value", "traceloop.entity.input", "haystack.component.input"}) {
        if (const Value *const value = text.empty() ? find(trace[row].attributes, key) : nullptr)
            text = value->stringOr({});
    }
    return text;
}

std::optional<Prompt> lastPrompt(const Trace &trace, std::optional<SpanRow> top,
                                 const MessagesReader &messages, Prompt::Form form,
                                 std::optional<SpanRow> before)
{
    for (std::size_t i = before ? static_cast<std::size_t>(*before) : trace.size(); i-- > 0;) {
        const auto row = static_cast<SpanRow>(i);
        if (!isGeneration(trace, row, top))
            continue;
        Prompt prompt{row, promptOf(trace, row, messages, form)};
        if (!prompt.text.empty())
            return prompt;
    }
    return std::nullopt;
}

std::string lastReply(const Trace &trace, std::optional<SpanRow> top, const MessagesReader &messages)
{
    std::string reply;
    for (std::size_t i = messages ? trace.size() : 0; i-- > 0 && reply.empty();) {
        const auto row = static_cast<SpanRow>(i);
        if (isGeneration(trace, row, top))
            reply = lastContent(messages(trace, row), Message::Direction::Output,
                                [](const Message &) { return true; });
    }
    return reply;
}

std::string firstQuestion(const Trace &trace, std::optional<SpanRow> top, const MessagesReader &messages)
{
    std::string question;
    for (std::size_t i = 0; messages && i < trace.size() && question.empty(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        if (isGeneration(trace, row, top))
            question =
                lastContent(messages(trace, row), Message::Direction::Input, [](const Message &message) {
                    return message.role == "user" || message.role == "human";
                });
    }
    return question;
}

} // namespace spanwise
