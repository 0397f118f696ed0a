// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// One statement of a Markdown text.
struct Sentence
{
    std::string text;    ///< line breaks are blanks, except in a code block
    bool isCode = false; ///< a fenced block, fences included
    bool isItem = false; ///< came from a list; text is without its bullet
};

/// The sentences of a Markdown text in order. Points inside `code`, in numbers and in names such as "app.js"
/// do not end a sentence; a list item and a fenced code block are one each.
std::vector<Sentence> sentencesOf(std::string_view text);

} // namespace spanwise::demo
