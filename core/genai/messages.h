// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messagepart.h"
#include "core/model/logrecord.h"
#include "core/model/trace.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace spanwise {

/// One turn of a conversation with a model: flat, for searches and exports, and in its parts, for the reader.
struct Message
{
    enum class Direction : std::uint8_t { Input, Output };

    Direction direction = Direction::Input;
    std::string role;      ///< system, user, assistant, tool, or whatever was sent
    std::string content;   ///< all that was said, a line break between parts; media in brackets, in words
    std::string toolCalls; ///< JSON text of the calls the model asked for, or empty
    std::string name = {}; ///< who speaks, where several have the same role, or empty
    std::string toolCallId =
        {}; ///< the call that this message answers, or empty; several stand in order, with ", " between them
    std::vector<MessagePart> parts = {}; ///< in order; tool calls that were sent beside the content come last
    std::string finishReason = {};       ///< why the model stopped, or empty

    friend bool operator==(const Message &, const Message &) = default;
};

/// The messages that one span carries, input before output, in order. Any thread.
/// Reads llm.input_messages / llm.output_messages (OpenInference), gen_ai.input.messages /
/// gen_ai.output.messages (values or JSON text), indexed gen_ai.prompt / gen_ai.completion (Traceloop), the
/// legacy gen_ai.* events, and gen_ai.client.inference.operation.details.
std::vector<Message> messagesOf(const Span &span);
std::vector<Message> messagesOf(const Trace &trace, SpanRow row);

/// Whether a log record is one of those that carry messages, by its name.
bool carriesMessages(const LogRecord &record) noexcept;

/// Those of the span and those that its log records carry (gen_ai.*.message, gen_ai.choice and
/// gen_ai.client.inference.operation.details; genai.md section 2). Records of other spans are passed over; a
/// message that was sent both ways stands once.
std::vector<Message> messagesOf(const Span &span, std::span<const LogRecord> records);
/// The same, when the span's own are known already.
std::vector<Message> withRecords(std::vector<Message> messages, const Span &span,
                                 std::span<const LogRecord> records);

} // namespace spanwise
