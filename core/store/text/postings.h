// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// A piece of a text that can be looked up: three neighbouring characters within a word, or two of a script
/// that is written without spaces. Only its hash is kept, 26 bits; what is found is compared with the text
/// itself afterwards.
struct TextGram
{
    static constexpr unsigned bucketBits = 10;
    static constexpr unsigned printBits = 16;
    static constexpr std::uint32_t bucketCount = 1U << bucketBits;

    std::uint32_t key = 0;

    std::uint32_t bucket() const noexcept { return key >> printBits; }
    std::uint16_t print() const noexcept { return static_cast<std::uint16_t>(key); }

    friend bool operator==(TextGram, TextGram) = default;
};

/// What must be looked up for a folded word (searchtext.h), without repetition, at most 24: more do not
/// narrow any further. Empty when the word is too short for the index.
std::vector<TextGram> gramsOf(std::string_view foldedWord);

/// Texts by number, 0 to 8191, one bit each.
class TextNumbers
{
public:
    static constexpr std::size_t most = 8192;

    void add(std::size_t number)
    {
        if (number < most)
            m_words[number / 64] |= std::uint64_t(1) << (number % 64);
    }
    /// Keeps what is in both; false when nothing is left.
    bool intersect(const TextNumbers &other);
    std::vector<std::uint32_t> list() const;

private:
    std::array<std::uint64_t, most / 64> m_words{};
};

/// The index of some thousand texts, built at once: sorting all their grams costs a tenth of keeping a tree
/// of them up to date.
///
/// A bucket holds the entries of its grams, ascending by print: print (2 bytes, little-endian), how many
/// texts (varint), and their numbers (varints, each the difference to the one before); where one in eight
/// texts or more has the gram, 0 instead of the count, then a length in bytes and as many bytes with one bit
/// for each text. One thread at a time.
class PostingsBuilder
{
public:
    static constexpr std::size_t maxTexts = TextNumbers::most;

    /// The text, folded, gets the next number. False, and nothing is added, when the segment is full: take()
    /// it first.
    bool add(std::string_view foldedText);
    std::size_t size() const noexcept { return m_texts; }
    /// One string for each bucket; empty ones are not stored. Begins anew.
    std::array<std::string, TextGram::bucketCount> take();

private:
    void sort();

    std::vector<std::uint64_t> m_entries; // gram key << 16 | number
    std::size_t m_texts = 0;
};

/// The texts of a bucket that have the gram; nullopt when there is none.
std::optional<TextNumbers> textsWith(TextGram gram, std::string_view bucket);

} // namespace spanwise
