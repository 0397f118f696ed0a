// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messages.h"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace spanwise {

/// Messages out of JSON, whichever dialect wrote it; for the readers of this folder. May throw what simdjson
/// throws.

/// Text behind text, a line break between them.
void appendLine(std::string &text, std::string_view more);
/// Pictures and sounds stand as what they are and where they come from, never as their bytes.
std::string mediumWords(std::string_view kind, std::string_view where);
/// A medium by its address.
MessagePart mediumPart(std::string_view kind, std::string_view where);

/// {role, parts: [...]} of gen_ai, {role, content} as many emitters still write it, and {index, message:
/// {...}} of a choice.
Message messageIn(const simdjson::dom::element &item, Message::Direction direction);
/// Parts of content that is itself a JSON list of them, as some emitters write it; false, and nothing added,
/// when it is not.
bool appendParts(Message &message, std::string_view content);
/// Turns Message::toolCalls, a JSON list, into parts.
void appendCalls(Message &message);
/// What is still missing once all is read: the words as a part, and answers of tools as such.
void completeParts(Message &message);

} // namespace spanwise
