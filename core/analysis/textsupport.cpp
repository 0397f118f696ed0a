// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/textsupport.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace spanwise {
namespace {

struct Point
{
    char32_t value = 0;
    std::size_t size = 1;
};

/// Bytes that are not UTF-8 count as one letter each.
Point pointAt(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size == 1 || first < 0xC2 || at + size > text.size())
        return {first, 1};
    char32_t value = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i)
        value = (value << 6U) | (byte(at + i) & 0x3FU);
    return {value, size};
}

/// Scripts that are written without spaces between words.
bool isUnspaced(char32_t c)
{
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x0E00 && c <= 0x0E7F) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool isLetter(char32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) &&
           !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xFF00 && c <= 0xFF0F);
}

/// Enough of case folding for comparing words: Latin, Greek, Cyrillic.
char32_t lowered(char32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 32;
    return c >= 0x400 && c <= 0x40F ? c + 80 : c;
}

constexpr std::uint64_t seed = 0xcbf29ce484222325U;

std::uint64_t mixed(std::uint64_t hash, char32_t c)
{
    return (hash ^ c) * 0x100000001b3U;
}

/// Calls visit(hash of a word) for each word of text.
template<class Visit>
void eachWord(std::string_view text, const Visit &visit)
{
    std::uint64_t word = seed;
    char32_t before = 0; // the character of an unspaced script that a pair may begin with
    const auto endWord = [&] {
        if (word != seed)
            visit(word);
        word = seed;
    };
    for (std::size_t at = 0; at < text.size();) {
        const Point point = pointAt(text, at);
        at += point.size;
        if (isUnspaced(point.value)) {
            endWord();
            if (before != 0)
                visit(mixed(mixed(seed, before), point.value));
            before = point.value;
            continue;
        }
        before = 0;
        if (isLetter(point.value))
            word = mixed(word, lowered(point.value));
        else
            endWord();
    }
    endWord();
}

using Words = std::unordered_set<std::uint64_t>;

Words wordsOf(std::string_view text)
{
    Words words;
    eachWord(text, [&](std::uint64_t word) { words.insert(word); });
    return words;
}

bool endsSentence(char32_t c)
{
    return c == U'.' || c == U'!' || c == U'?';
}

bool endsSentenceWide(char32_t c)
{
    return c == 0x3002 || c == 0xFF01 || c == 0xFF1F;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Without blanks around it; nothing when there is nothing else.
void addTrimmed(std::string_view text, std::size_t begin, std::size_t end, std::vector<TextRange> &ranges)
{
    while (begin < end && isBlank(text[begin]))
        ++begin;
    while (end > begin && isBlank(text[end - 1]))
        --end;
    if (begin < end)
        ranges.push_back({begin, end});
}

/// Weighs the words of an answer: what fewer documents have says more.
class Scale
{
public:
    Scale(const Words &answer, std::span<const Words> documents)
    {
        for (const std::uint64_t word : answer) {
            const auto having = static_cast<double>(
                std::ranges::count_if(documents, [&](const Words &d) { return d.contains(word); }));
            m_weight[word] = std::log(1.0 + static_cast<double>(documents.size() + 1) / (having + 1));
        }
    }

    double of(std::uint64_t word) const { return m_weight.at(word); }

private:
    std::unordered_map<std::uint64_t, double> m_weight;
};

} // namespace

std::vector<TextRange> sentencesOf(std::string_view text)
{
    std::vector<TextRange> ranges;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Point point = pointAt(text, at);
        at += point.size;
        const bool beforeBlank = at == text.size() || isBlank(text[at]);
        if (point.value == U'\n' || endsSentenceWide(point.value) ||
            (endsSentence(point.value) && beforeBlank)) {
            addTrimmed(text, begin, at, ranges);
            begin = at;
        }
    }
    addTrimmed(text, begin, text.size(), ranges);
    return ranges;
}

AnswerSupport supportOf(std::string_view answer, std::span<const std::string_view> documents)
{
    AnswerSupport support;
    support.documents.assign(documents.size(), 0);
    std::vector<Words> words;
    words.reserve(documents.size());
    for (const std::string_view document : documents)
        words.push_back(wordsOf(document));
    const Scale scale(wordsOf(answer), words);

    double whole = 0;
    for (const TextRange &range : sentencesOf(answer)) {
        SentenceSupport sentence{.range = range};
        const Words said = wordsOf(answer.substr(range.begin, range.end - range.begin));
        double weight = 0;
        for (const std::uint64_t word : said)
            weight += scale.of(word);
        whole += weight;
        for (std::uint32_t d = 0; d < words.size() && weight > 0; ++d) {
            double shared = 0;
            for (const std::uint64_t word : said)
                shared += words[d].contains(word) ? scale.of(word) : 0;
            const double share = shared / weight;
            if (share > sentence.share) {
                sentence.share = share;
                sentence.document = d;
            }
            if (share >= SentenceSupport::enough)
                support.documents[d] += shared;
        }
        if (!said.empty())
            support.sentences.push_back(sentence);
    }
    for (double &share : support.documents)
        share = whole > 0 ? share / whole : 0;
    return support;
}

std::vector<TextRange> supportingSentences(std::string_view document, std::string_view answer)
{
    const Words said = wordsOf(answer);
    std::vector<TextRange> ranges = sentencesOf(document);
    std::erase_if(ranges, [&](const TextRange &range) {
        const Words words = wordsOf(document.substr(range.begin, range.end - range.begin));
        const auto shared =
            std::ranges::count_if(words, [&](std::uint64_t word) { return said.contains(word); });
        return words.empty() ||
               static_cast<double>(shared) < SentenceSupport::enough * static_cast<double>(words.size());
    });
    return ranges;
}

} // namespace spanwise
