// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/text/postings.h"

#include "core/store/chunk/bytes.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t maxGramsOfAWord = 24;
/// A segment ends when its grams take this much, whatever the number of texts: 32 MiB while it is built.
constexpr std::size_t maxEntries = 4U << 20U;
/// A text with more is rid of what it repeats while it is read.
constexpr std::size_t dedupedEntries = 1U << 16U;
constexpr unsigned numberBits = 16;

/// A character as the bytes of its UTF-8, which order as the code points do.
using Character = std::uint32_t;

bool isWrittenWithoutSpaces(Character c)
{
    return c >= 0xe2ba80 ||
           (c >= 0xe0b880 && c <= 0xe0bbbf); // U+2E80 on (CJK, Hangul, ...); U+0E00 to U+0EFF (Thai, Lao)
}

TextGram hashed(std::uint64_t value)
{
    std::uint64_t hash =
        (value ^ (value >> 32U)) * 0x9fb21c651e98df25U; // one round of a multiplicative mixer
    hash = (hash ^ (hash >> 35U)) * 0xbf58476d1ce4e5b9U;
    return {static_cast<std::uint32_t>(hash >> (64U - TextGram::bucketBits - TextGram::printBits))};
}

TextGram pair(Character a, Character b)
{
    return hashed((std::uint64_t(a) << 32U | b) ^ 0x5bd1e995a7c31f29U);
}

TextGram triple(Character a, Character b, Character c)
{
    if ((a | b | c) < 0x80)
        return hashed(std::uint64_t(a) << 16U | std::uint64_t(b) << 8U | c);
    return hashed((std::uint64_t(a) << 32U | b) * 0xc2b2ae3d27d4eb4fU + c);
}

/// Calls found(gram) for every gram of text. Grams do not reach over white space: words that are looked for
/// have none.
template<class Found>
void eachGram(std::string_view text, Found &&found)
{
    Character before = 0; // the last two characters; 0: none in this word
    Character beforeThat = 0;
    for (std::size_t at = 0; at < text.size();) {
        Character c = static_cast<unsigned char>(text[at++]);
        while (c >= 0x80 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U)
            c = c << 8U | static_cast<unsigned char>(text[at++]);
        if (c <= ' ') {
            before = beforeThat = 0;
            continue;
        }
        if (before != 0) {
            if (beforeThat != 0)
                found(triple(beforeThat, before, c));
            if (isWrittenWithoutSpaces(c) && isWrittenWithoutSpaces(before))
                found(pair(before, c));
        }
        beforeThat = before;
        before = c;
    }
}

} // namespace

std::vector<TextGram> gramsOf(std::string_view foldedWord)
{
    std::vector<TextGram> grams;
    eachGram(foldedWord, [&](TextGram gram) {
        if (grams.size() < maxGramsOfAWord && std::ranges::find(grams, gram) == grams.end())
            grams.push_back(gram);
    });
    return grams;
}

bool TextNumbers::intersect(const TextNumbers &other)
{
    std::uint64_t any = 0;
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        m_words[i] &= other.m_words[i];
        any |= m_words[i];
    }
    return any != 0;
}

std::vector<std::uint32_t> TextNumbers::list() const
{
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        for (std::uint64_t left = m_words[i]; left != 0; left &= left - 1)
            numbers.push_back(
                static_cast<std::uint32_t>(i * 64 + static_cast<unsigned>(std::countr_zero(left))));
    }
    return numbers;
}

bool PostingsBuilder::add(std::string_view foldedText)
{
    if (m_texts == maxTexts || (m_texts > 0 && m_entries.size() >= maxEntries))
        return false;
    const std::uint64_t number = m_texts++;
    const auto first = static_cast<std::ptrdiff_t>(m_entries.size());
    std::size_t crowded = m_entries.size() + dedupedEntries;
    eachGram(foldedText, [&](TextGram gram) {
        m_entries.push_back(std::uint64_t(gram.key) << numberBits | number);
        if (m_entries.size() < crowded)
            return;
        std::sort(m_entries.begin() + first,
                  m_entries.end()); // megabytes of one text are mostly the same words
        m_entries.erase(std::unique(m_entries.begin() + first, m_entries.end()), m_entries.end());
        crowded =
            m_entries.size() + std::max(dedupedEntries, m_entries.size() - static_cast<std::size_t>(first));
    });
    return true;
}

/// By gram, then by number: numbers already ascend, so two stable passes over the halves of the key are
/// enough.
void PostingsBuilder::sort()
{
    constexpr unsigned digitBits = (TextGram::bucketBits + TextGram::printBits) / 2;
    std::vector<std::uint64_t> other(m_entries.size());
    for (const unsigned shift : {numberBits, numberBits + digitBits}) {
        std::vector<std::size_t> place(std::size_t(1) << digitBits);
        const auto digit = [&](std::uint64_t entry) { return (entry >> shift) & ((1U << digitBits) - 1U); };
        for (const std::uint64_t entry : m_entries)
            ++place[digit(entry)];
        std::size_t sum = 0;
        for (std::size_t &p : place)
            sum += std::exchange(p, sum);
        for (const std::uint64_t entry : m_entries)
            other[place[digit(entry)]++] = entry;
        m_entries.swap(other);
    }
}

std::array<std::string, TextGram::bucketCount> PostingsBuilder::take()
{
    sort();
    m_entries.erase(std::unique(m_entries.begin(), m_entries.end()), m_entries.end());
    std::array<std::string, TextGram::bucketCount> buckets;
    ByteWriter out;
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        const TextGram gram{static_cast<std::uint32_t>(*it >> numberBits)};
        const auto end = std::find_if(it, m_entries.end(),
                                      [&](std::uint64_t entry) { return entry >> numberBits != gram.key; });
        out.clear();
        out.byte(static_cast<std::uint8_t>(gram.print()));
        out.byte(static_cast<std::uint8_t>(gram.print() >> 8U));
        const auto count = static_cast<std::size_t>(end - it);
        const auto numberOf = [](std::uint64_t entry) { return static_cast<std::uint16_t>(entry); };
        if (count * 8 >= m_texts) {
            std::string bits((m_texts + 7) / 8, '\0');
            for (; it != end; ++it)
                bits[numberOf(*it) / 8U] |= static_cast<char>(1U << (numberOf(*it) % 8U));
            out.varint(0);
            out.text(bits);
        } else {
            out.varint(count);
            for (std::uint64_t last = 0; it != end; last = numberOf(*it), ++it)
                out.varint(numberOf(*it) - last);
        }
        buckets[gram.bucket()] += out.bytes();
    }
    m_entries.clear();
    m_texts = 0;
    return buckets;
}

std::optional<TextNumbers> textsWith(TextGram gram, std::string_view bucket)
{
    for (ByteReader in(bucket); !in.atEnd();) {
        const auto low = in.byte();
        const auto print = static_cast<std::uint16_t>(low | in.byte() << 8U);
        const bool wanted = print == gram.print();
        const std::uint64_t entries = in.varint();
        if (print > gram.print() || in.failed())
            return std::nullopt;
        TextNumbers numbers;
        if (entries == 0) {
            const std::string_view bits = in.text();
            for (std::size_t i = 0; wanted && i < bits.size() * 8; ++i) {
                if ((static_cast<unsigned char>(bits[i / 8]) >> (i % 8) & 1U) != 0)
                    numbers.add(i);
            }
        } else {
            std::uint64_t number = 0;
            for (std::uint64_t i = 0; i < entries && !in.failed(); ++i) {
                number += in.varint();
                if (wanted)
                    numbers.add(static_cast<std::size_t>(number));
            }
        }
        if (wanted && !in.failed())
            return numbers;
    }
    return std::nullopt;
}

} // namespace spanwise
