// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/text/terms.h"

#include "app/demo/text/utf8.h"

#include <algorithm>
#include <array>

namespace spanwise::demo {
namespace {

using namespace std::string_view_literals;

/// Sorted, for binary search.
constexpr std::array stopWords{
    "a"sv,     "about"sv, "all"sv,  "also"sv, "an"sv,    "and"sv,   "any"sv,    "are"sv,   "as"sv,
    "at"sv,    "be"sv,    "been"sv, "but"sv,  "by"sv,    "can"sv,   "could"sv,  "did"sv,   "do"sv,
    "does"sv,  "for"sv,   "from"sv, "get"sv,  "has"sv,   "have"sv,  "how"sv,    "i"sv,     "if"sv,
    "in"sv,    "into"sv,  "is"sv,   "it"sv,   "its"sv,   "me"sv,    "mean"sv,   "means"sv, "my"sv,
    "of"sv,    "on"sv,    "one"sv,  "or"sv,   "our"sv,   "shall"sv, "should"sv, "so"sv,    "some"sv,
    "tell"sv,  "than"sv,  "that"sv, "the"sv,  "their"sv, "them"sv,  "then"sv,   "there"sv, "these"sv,
    "they"sv,  "this"sv,  "to"sv,   "used"sv, "was"sv,   "we"sv,    "what"sv,   "when"sv,  "where"sv,
    "which"sv, "who"sv,   "why"sv,  "will"sv, "with"sv,  "would"sv, "you"sv,    "your"sv,
};
static_assert(std::is_sorted(stopWords.begin(), stopWords.end()));

bool isCjk(Script script)
{
    return script == Script::Han || script == Script::Kana || script == Script::Hangul;
}

bool isWordScript(Script script)
{
    return script == Script::Latin || script == Script::Cyrillic || script == Script::Digit;
}

bool endsWith(std::string_view word, std::string_view suffix, std::size_t leave)
{
    return word.size() >= suffix.size() + leave && word.ends_with(suffix);
}

bool hasVowel(std::string_view word)
{
    return word.find_first_of("aeiouy") != std::string_view::npos;
}

/// "stopp" -> "stop", but "pass" and "fall" keep both letters.
std::string_view undoubled(std::string_view word)
{
    const std::size_t n = word.size();
    if (n > 3 && word[n - 1] == word[n - 2] && "sl"sv.find(word[n - 1]) == std::string_view::npos)
        return word.substr(0, n - 1);
    return word;
}

std::string_view withoutPlural(std::string_view word)
{
    if (endsWith(word, "sses", 1))
        return word.substr(0, word.size() - 2);
    for (const std::string_view suffix : {"xes"sv, "ches"sv, "shes"sv}) {
        if (endsWith(word, suffix, 1))
            return word.substr(0, word.size() - 2);
    }
    if (endsWith(word, "s", 2) && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is"))
        return word.substr(0, word.size() - 1);
    return word;
}

/// Characters of one CJK run as overlapping pairs; a single character stands alone.
void appendPairs(std::string_view run, std::vector<std::string> &terms)
{
    std::vector<std::string> characters;
    for (std::size_t at = 0; at < run.size();) {
        const std::size_t begin = at;
        nextCharacter(run, at);
        characters.emplace_back(run.substr(begin, at - begin));
    }
    if (characters.size() == 1)
        terms.push_back(characters.front());
    for (std::size_t i = 0; i + 1 < characters.size(); ++i)
        terms.push_back(characters[i] + characters[i + 1]);
}

} // namespace

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    bool wordIsCjk = false;
    const auto finish = [&] {
        if (!word.empty())
            words.push_back(std::move(word));
        word.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = lowered(nextCharacter(text, at));
        const Script script = scriptOf(c);
        const bool plus = c == '+' && (word == "c" || word == "c+");
        if (!plus && !isWordScript(script) && !isCjk(script)) {
            finish();
            continue;
        }
        if (!word.empty() && isCjk(script) != wordIsCjk)
            finish();
        wordIsCjk = isCjk(script);
        appendUtf8(word, c);
    }
    finish();
    for (std::string &each : words) {
        if (each == "c+") // "Ctrl+C+V" is no language
            each = "c";
    }
    return words;
}

std::vector<std::string> termsOf(std::string_view text)
{
    std::vector<std::string> terms;
    for (const std::string &word : wordsOf(text)) {
        std::size_t at = 0;
        if (isCjk(scriptOf(nextCharacter(word, at))))
            appendPairs(word, terms);
        else if (!isStopWord(word))
            terms.push_back(stemOf(word));
    }
    return terms;
}

std::string stemOf(std::string_view word)
{
    if (word == "c++")
        return "cplusplus";
    if (word.size() < 4)
        return std::string(word);
    std::string_view stem = withoutPlural(word);
    if (endsWith(stem, "ing", 3) && hasVowel(stem.substr(0, stem.size() - 3)))
        stem = undoubled(stem.substr(0, stem.size() - 3));
    else if (endsWith(stem, "ed", 3) && hasVowel(stem.substr(0, stem.size() - 2)))
        stem = undoubled(stem.substr(0, stem.size() - 2));
    else if (endsWith(stem, "est", 4))
        stem = undoubled(stem.substr(0, stem.size() - 3));
    else if (endsWith(stem, "er", 4)) // "larger" as "large", "reranker" as "reranking"
        stem = undoubled(stem.substr(0, stem.size() - 2));
    if (endsWith(stem, "ie", 2)) // "queries" -> "querie" -> "query"
        return std::string(stem.substr(0, stem.size() - 2)) + "y";
    if (endsWith(stem, "i", 3))
        return std::string(stem.substr(0, stem.size() - 1)) + "y";
    if (endsWith(stem, "e", 3))
        stem.remove_suffix(1);
    return std::string(stem);
}

bool isStopWord(std::string_view word)
{
    return std::binary_search(stopWords.begin(), stopWords.end(), word);
}

std::size_t tokenCount(std::string_view text)
{
    std::size_t tokens = 0;
    std::size_t letters = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = nextCharacter(text, at);
        if (isWordScript(scriptOf(c))) {
            tokens += letters % 4 == 0 ? 1U : 0U;
            ++letters;
            continue;
        }
        letters = 0;
        tokens += c > ' ' ? 1U : 0U;
    }
    return tokens;
}

} // namespace spanwise::demo
