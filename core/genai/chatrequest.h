// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messages.h"

#include <span>
#include <string>

namespace spanwise {

/// The call of a model once more, as a request of the chat completions API that most servers understand.
///
/// Pure; any thread. Reasoning is left out: the API does not take it back.

/// The body: model, messages to the model, tools, and what else was set (temperature, top_p, ...), from
/// gen_ai.request.* and gen_ai.tool.definitions, llm.invocation_parameters and llm.tools, or
/// llm.request.functions. One line of JSON.
std::string chatRequestJson(const Span &span, std::span<const Message> messages);

/// Where it was sent: url.full of a chat completions call, else from server.address and server.port (http for
/// this machine, https otherwise); empty when the span does not tell.
std::string chatEndpoint(const Span &span);

/// A command for a POSIX shell. The key is the environment variable OPENAI_API_KEY; an unknown endpoint is
/// OPENAI_BASE_URL. A body that is too long for one argument (128 KiB on Linux) comes on standard input.
std::string curlCommand(const Span &span, std::span<const Message> messages);

} // namespace spanwise
