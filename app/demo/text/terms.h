// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// Words of a text, lower case, in order. "error_rate" is two words, "C++" is one; a run of Chinese, Japanese
/// or Korean characters is one word (there are no blanks to split it at).
std::vector<std::string> wordsOf(std::string_view text);

/// What the searches, the reranker and the verification compare: words without stop words, reduced to their
/// stem, runs of Han, Kana and Hangul as overlapping pairs of characters.
std::vector<std::string> termsOf(std::string_view text);

/// The stem of a lower-case English word: a light suffix stripper ("replayed", "replays" -> "replay").
std::string stemOf(std::string_view word);

/// True for words that say nothing about the topic ("the", "how").
bool isStopWord(std::string_view word);

/// How many tokens a language model would count, near enough for prices: a piece of up to four letters of a
/// word, a single CJK character, and a punctuation mark are one token each.
std::size_t tokenCount(std::string_view text);

} // namespace spanwise::demo
