// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/text/language.h"

#include "app/demo/text/terms.h"
#include "app/demo/text/utf8.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace spanwise::demo {
namespace {

struct FrequentWords
{
    std::string_view language;
    std::initializer_list<std::string_view> words;
};

const std::array<FrequentWords, 4> frequentWords{{
    {"en",
     {"the", "is", "are", "what", "how", "do", "does", "a", "of", "to", "in", "my", "it", "and", "why",
      "can"}},
    {"de", {"der",   "die",   "das", "ist",   "und",    "wie",     "was",  "warum", "wo",
            "ich",   "eine",  "ein", "nicht", "den",    "werden",  "wird", "mit",   "kann",
            "meine", "lange", "für", "auf",   "welche", "welcher", "sind", "zum"}},
    {"fr", {"le",  "la",   "les",    "est",  "et",   "comment", "pourquoi", "où", "je",  "une", "un", "des",
            "que", "quel", "quelle", "sont", "dans", "pour",    "qu",       "ma", "mon", "du",  "ce"}},
    {"es", {"el", "los", "las",  "es",     "y",  "cómo", "por", "qué",  "dónde", "una",
            "un", "del", "para", "cuánto", "mi", "se",   "son", "cuál", "puedo", "tiempo"}},
}};

std::string_view byFrequentWords(std::string_view text)
{
    const auto words = wordsOf(text);
    std::string_view best = "en";
    std::ptrdiff_t bestCount = 0;
    for (const FrequentWords &candidate : frequentWords) {
        const auto count = std::count_if(words.begin(), words.end(), [&](const std::string &word) {
            return std::find(candidate.words.begin(), candidate.words.end(), word) != candidate.words.end();
        });
        if (count > bestCount) {
            best = candidate.language;
            bestCount = count;
        }
    }
    return best;
}

} // namespace

std::string_view languageOf(std::string_view text)
{
    bool hasHan = false;
    for (std::size_t at = 0; at < text.size();) {
        switch (scriptOf(nextCharacter(text, at))) {
        case Script::Kana:
            return "ja";
        case Script::Hangul:
            return "ko";
        case Script::Cyrillic:
            return "ru";
        case Script::Han:
            hasHan = true;
            break;
        default:
            break;
        }
    }
    return hasHan ? "zh" : byFrequentWords(text);
}

} // namespace spanwise::demo
