// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>
#include <string>

namespace spanwise {

/// The answer inside a pipeline's response, or nullopt when there is none that can be told from the rest.
///
/// JSON: a string; or the first text found under answer, output, response, result, text, completion, content,
/// output_text or generated_text, one such object inside another included; or OpenAI's
/// choices[0].message.content (text, or parts with text), choices[0].text; of an array its first element.
/// Plain text (contentType text/..., not HTML) is the answer itself.
std::optional<std::string> answerIn(const QByteArray &body, const QByteArray &contentType);

} // namespace spanwise
