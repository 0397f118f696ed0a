// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace spanwise {

/// What of one document stands in a prompt.
struct PromptPart
{
    double share = 0; ///< of the document's bytes, blanks aside, in one piece; 1: the whole document

    bool isThere() const noexcept { return share > 0; }
    bool isCut() const noexcept { return share > 0 && share < 0.98; }
};

/// Looks for many documents in one prompt at once, one answer for each of contents: nullopt for a document
/// without text, or with too little (under 8 bytes) to be told from chance.
///
/// Blanks count alike, however many and of which kind, because templates wrap and indent. A document is found
/// by its beginning or by its middle, so one that was cut or has lost its headline is found, too. Rabin and
/// Karp's rolling hash: O(prompt + documents), 2 MB in some milliseconds whatever the number of documents.
std::vector<std::optional<PromptPart>> findInPrompt(std::string_view prompt,
                                                    std::span<const std::string_view> contents);

} // namespace spanwise
