// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messages.h"

#include <span>
#include <string>

namespace spanwise {

/// A message as JSON on one line, in the shape of gen_ai.input.messages whichever dialect it came in:
/// {"direction", "role", "name", "parts", "finish_reason"}. Arguments and answers of tools stand as the JSON
/// that they are, else as text. Any thread.
std::string messageJson(const Message &message);
/// All of them as one list.
std::string messagesJson(std::span<const Message> messages);

/// Whether this is one whole JSON value.
bool isJson(std::string_view text);

} // namespace spanwise
