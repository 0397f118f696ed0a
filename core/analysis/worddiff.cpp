// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/worddiff.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace spanwise {
namespace {

using Words = std::vector<std::string_view>;
using WordSpan = std::span<const std::string_view>;
using Kind = DiffPart::Kind;

/// One step of the way from old to new, in order: a word shared, deleted or inserted.
struct Step
{
    Kind kind;
    std::string_view word;
};

constexpr int maxDifferences = 2000; // the kept rows of Myers' search then take 16 MB

enum class CharacterClass : std::uint8_t { Letter, Blank, Single };

/// Bytes of the character at text[0]; 1 for a byte that does not begin a whole one.
std::size_t characterLength(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(length, text.size());
}

/// Han, kana and hangul, by the lead bytes of their blocks: U+2E80..U+9FFF, U+AC00..U+D7FF, U+F900..U+FAFF,
/// U+20000 and up.
bool isIdeograph(std::string_view character)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 3)
        return (byte(0) == 0xE2 && byte(1) >= 0xBA) || (byte(0) >= 0xE3 && byte(0) <= 0xE9) ||
               (byte(0) >= 0xEA && byte(0) <= 0xED && (byte(0) != 0xEA || byte(1) >= 0xB0)) ||
               (byte(0) == 0xEF && byte(1) >= 0xA4 && byte(1) <= 0xAB);
    return character.size() == 4 && byte(0) == 0xF0 && byte(1) >= 0xA0;
}

CharacterClass classify(std::string_view character)
{
    const char c = character.front();
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
        return CharacterClass::Blank;
    if (character.size() > 1)
        return isIdeograph(character) ? CharacterClass::Single : CharacterClass::Letter;
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '_' || static_cast<unsigned char>(c) >= 0x80;
    return word ? CharacterClass::Letter : CharacterClass::Single;
}

Words split(std::string_view text)
{
    Words words;
    std::size_t begin = 0;
    while (begin < text.size()) {
        std::size_t end = begin + characterLength(text.substr(begin));
        const CharacterClass kind = classify(text.substr(begin, end - begin));
        while (kind != CharacterClass::Single && end < text.size()) {
            const std::size_t length = characterLength(text.substr(end));
            if (classify(text.substr(end, length)) != kind)
                break;
            end += length;
        }
        words.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

bool isBlank(std::string_view word)
{
    return classify(word.substr(0, characterLength(word))) == CharacterClass::Blank;
}

std::size_t wordCount(WordSpan words)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(words, [](std::string_view w) { return !isBlank(w); }));
}

void appendAll(std::vector<Step> &steps, Kind kind, WordSpan words)
{
    for (const std::string_view word : words)
        steps.push_back({kind, word});
}

/// The forward half of Myers' algorithm: for each number of differences d, how far each diagonal reaches.
class Search
{
public:
    Search(WordSpan from, WordSpan to)
        : m_from(from)
        , m_to(to)
    {
    }

    /// False when more than maxDifferences separate the two.
    bool run()
    {
        const int most = static_cast<int>(std::min<std::size_t>(m_from.size() + m_to.size(), maxDifferences));
        for (int d = 0; d <= most; ++d) {
            m_rows.emplace_back(static_cast<std::size_t>(2 * d + 1), 0);
            for (int k = -d; k <= d; k += 2) {
                const int x = slide(firstReach(d, k), k);
                reach(d, k) = x;
                if (x >= fromSize() && x - k >= toSize())
                    return true;
            }
        }
        return false;
    }

    /// Walks back from the end; only after run() succeeded.
    std::vector<Step> steps() const
    {
        std::vector<Step> reversed;
        int x = fromSize();
        int y = toSize();
        for (int d = static_cast<int>(m_rows.size()) - 1; d >= 0; --d) {
            const int k = x - y;
            const bool down = d > 0 && insertsAt(d, k);
            const int startX = d == 0 ? 0 : (down ? reachAt(d - 1, k + 1) : reachAt(d - 1, k - 1) + 1);
            for (; x > startX; --x, --y)
                reversed.push_back({Kind::Same, m_from[static_cast<std::size_t>(x - 1)]});
            if (d == 0)
                break;
            if (down)
                reversed.push_back({Kind::Inserted, m_to[static_cast<std::size_t>(--y)]});
            else
                reversed.push_back({Kind::Deleted, m_from[static_cast<std::size_t>(--x)]});
        }
        std::ranges::reverse(reversed);
        return reversed;
    }

private:
    int fromSize() const { return static_cast<int>(m_from.size()); }
    int toSize() const { return static_cast<int>(m_to.size()); }
    int &reach(int d, int k) { return m_rows[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + d)]; }
    /// -1 for a diagonal outside the row, so that it loses every comparison.
    int reachAt(int d, int k) const
    {
        return k < -d || k > d ? -1 : m_rows[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + d)];
    }
    /// Whether diagonal k is entered at step d by an insertion, rather than a deletion.
    bool insertsAt(int d, int k) const
    {
        return k == -d || (k != d && reachAt(d - 1, k - 1) < reachAt(d - 1, k + 1));
    }
    int firstReach(int d, int k) const
    {
        if (d == 0)
            return 0;
        return insertsAt(d, k) ? reachAt(d - 1, k + 1) : reachAt(d - 1, k - 1) + 1;
    }
    int slide(int x, int k) const
    {
        while (x < fromSize() && x - k < toSize() &&
               m_from[static_cast<std::size_t>(x)] == m_to[static_cast<std::size_t>(x - k)])
            ++x;
        return x;
    }

    WordSpan m_from;
    WordSpan m_to;
    std::vector<std::vector<int>> m_rows; // row d holds diagonals -d..d
};

/// Turns Same blanks that have a change on both sides into a deletion and an insertion: "a b" -> "c d" is one
/// replacement to a reader, not two with a shared blank.
void joinAcrossBlanks(std::vector<Step> &steps)
{
    std::vector<Step> joined;
    joined.reserve(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const bool between = steps[i].kind == Kind::Same && isBlank(steps[i].word) && i > 0 &&
                             i + 1 < steps.size() && steps[i - 1].kind != Kind::Same &&
                             steps[i + 1].kind != Kind::Same;
        if (between) {
            joined.push_back({Kind::Deleted, steps[i].word});
            joined.push_back({Kind::Inserted, steps[i].word});
        } else {
            joined.push_back(steps[i]);
        }
    }
    steps = std::move(joined);
}

/// Runs of one kind, the deleted words of a change before the inserted ones.
std::vector<DiffPart> partsOf(const std::vector<Step> &steps)
{
    std::vector<DiffPart> parts;
    const auto add = [&](Kind kind, std::string text) {
        if (!text.empty())
            parts.push_back({kind, std::move(text)});
    };
    for (std::size_t i = 0; i < steps.size();) {
        std::string same;
        for (; i < steps.size() && steps[i].kind == Kind::Same; ++i)
            same += steps[i].word;
        add(Kind::Same, std::move(same));
        std::string deleted;
        std::string inserted;
        for (; i < steps.size() && steps[i].kind != Kind::Same; ++i)
            (steps[i].kind == Kind::Deleted ? deleted : inserted) += steps[i].word;
        add(Kind::Deleted, std::move(deleted));
        add(Kind::Inserted, std::move(inserted));
    }
    return parts;
}

} // namespace

WordDiff compareWords(std::string_view oldText, std::string_view newText)
{
    const Words oldWords = split(oldText);
    const Words newWords = split(newText);
    const auto [oldMiddle, newMiddle] = std::ranges::mismatch(oldWords, newWords);
    const auto head = static_cast<std::size_t>(oldMiddle - oldWords.begin());
    std::size_t tail = 0;
    while (tail < std::min(oldWords.size(), newWords.size()) - head &&
           oldWords[oldWords.size() - 1 - tail] == newWords[newWords.size() - 1 - tail])
        ++tail;
    const WordSpan from = WordSpan(oldWords).subspan(head, oldWords.size() - head - tail);
    const WordSpan to = WordSpan(newWords).subspan(head, newWords.size() - head - tail);

    WordDiff diff;
    std::vector<Step> steps;
    appendAll(steps, Kind::Same, WordSpan(oldWords).first(head));
    Search search(from, to);
    if (search.run()) {
        const std::vector<Step> middle = search.steps();
        steps.insert(steps.end(), middle.begin(), middle.end());
    } else {
        diff.coarse = true;
        appendAll(steps, Kind::Deleted, from);
        appendAll(steps, Kind::Inserted, to);
    }
    appendAll(steps, Kind::Same, WordSpan(oldWords).last(tail));

    const std::size_t shared = static_cast<std::size_t>(std::ranges::count_if(
        steps, [](const Step &step) { return step.kind == Kind::Same && !isBlank(step.word); }));
    const std::size_t both = wordCount(oldWords) + wordCount(newWords);
    if (both > 0)
        diff.similarity = 2.0 * static_cast<double>(shared) / static_cast<double>(both);
    joinAcrossBlanks(steps);
    diff.parts = partsOf(steps);
    return diff;
}

} // namespace spanwise
