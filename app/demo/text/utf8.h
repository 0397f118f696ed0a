// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spanwise::demo {

/// Writing systems that the analysis tells apart.
enum class Script { Latin, Cyrillic, Han, Kana, Hangul, Digit, Other };

/// Decodes the character at position and moves position behind it. A byte that is not UTF-8 gives U+FFFD and
/// counts as one character, so a loop always ends.
char32_t nextCharacter(std::string_view text, std::size_t &position);

void appendUtf8(std::string &text, char32_t character);

/// Lower case for ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic; full-width ASCII becomes ASCII. What
/// the manual and its readers need, not all of Unicode.
char32_t lowered(char32_t character);
std::string lowered(std::string_view text);

Script scriptOf(char32_t character);

/// True when text is well-formed UTF-8.
bool isUtf8(std::string_view text);

} // namespace spanwise::demo
