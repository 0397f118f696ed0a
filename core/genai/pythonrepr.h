// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// The text of an answer that an instrumentor wrote as Python prints objects, because JSON has none for them:
/// ExtractedAnswer(query='...', score=0.9, data='the answer', ...), GeneratedAnswer(...) and ChatMessage(...)
/// of Haystack. nullopt for any other text, and where the text is cut before the answer's end. Never throws;
/// linear.
std::optional<std::string> answerInPythonRepr(std::string_view text);

} // namespace spanwise
