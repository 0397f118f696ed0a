// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messagesreader.h"
#include "core/model/trace.h"

#include <optional>
#include <span>
#include <string>

namespace spanwise {

/// What a model was asked, in one text.
struct Prompt
{
    /// Plain is what stood in the messages, to look for documents in; WithRoles says above each who speaks,
    /// to be compared and read.
    enum class Form : std::uint8_t { Plain, WithRoles };

    SpanRow row{}; ///< the span that asked
    std::string text;
};

/// The messages that went into the model, one below the other. Empty when none did.
std::string promptText(std::span<const Message> messages, Prompt::Form form);

/// What span row was given: its messages to the model, else its input. Empty when it says neither.
std::string promptOf(const Trace &trace, SpanRow row, const MessagesReader &messages, Prompt::Form form);

/// The prompt of the last generation that was given something: earlier ones rewrite questions or grade
/// documents. Of the whole trace, or of top and what is below it; and only before a row where one is given.
std::optional<Prompt> lastPrompt(const Trace &trace, std::optional<SpanRow> top,
                                 const MessagesReader &messages, Prompt::Form form,
                                 std::optional<SpanRow> before = std::nullopt);

/// What the model said last: the last output of the last generation that has one with words, of the whole
/// trace or of top and what is below it. For pipelines whose spans carry no answer, because it comes in
/// events or log records. Empty when no model said a word.
std::string lastReply(const Trace &trace, std::optional<SpanRow> top, const MessagesReader &messages);

/// What the user said last before a model was asked for the first time: later generations are asked with what
/// the pipeline found. Of the same pipelines and rows as lastReply(). Empty when no model heard a user.
std::string firstQuestion(const Trace &trace, std::optional<SpanRow> top, const MessagesReader &messages);

} // namespace spanwise
