// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanwise {

/// One turn of a conversation with a model.
struct Message
{
    enum class Direction : std::uint8_t { Input, Output };

    Direction direction = Direction::Input;
    std::string role; ///< system, user, assistant, tool, or whatever was sent
    std::string content;
    std::string toolCalls;  ///< JSON text of the calls the model asked for, or empty
    std::string name = {};       ///< who speaks, where several have the same role, or empty
    std::string toolCallId = {}; ///< the call that this message answers, or empty; several stand in order, with ", " between them

    friend bool operator==(const Message &, const Message &) = default;
};

/// The messages that one span carries, input before output, in order. Any thread.
/// Reads llm.input_messages / llm.output_messages (OpenInference), gen_ai.input.messages / gen_ai.output.messages
/// (values or JSON text), indexed gen_ai.prompt / gen_ai.completion (Traceloop) and the legacy gen_ai.* events.
std::vector<Message> messagesOf(const Span &span);
std::vector<Message> messagesOf(const Trace &trace, SpanRow row);

} // namespace spanwise
