// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace spanwise {

/// Bytes [begin, end) of a UTF-8 text.
struct TextRange
{
    std::size_t begin = 0;
    std::size_t end = 0;

    friend bool operator==(const TextRange &, const TextRange &) = default;
};

/// One sentence of an answer, and the document that says the most of it.
struct SentenceSupport
{
    TextRange range;
    double share = 0;                        ///< of its words, by weight, that the document has, 0..1
    std::optional<std::uint32_t> document{}; ///< index of the document; nullopt when none shares a word

    static constexpr double enough = 0.6;
    bool isSupported() const noexcept { return share >= enough; }
};

/// How much of an answer stands in the documents it may have been written from.
///
/// Lexical: it compares words, so a paraphrase counts less than it deserves, and words that every document
/// has count less than rare ones. It needs no model and says what it found, which is what makes it useful
/// beside a judge's score.
struct AnswerSupport
{
    std::vector<SentenceSupport> sentences; ///< in the order of the answer
    /// By document: share of the answer, by weight, in sentences that this document supports, 0..1.
    std::vector<double> documents;
};

/// Sentences end at . ! ? before a blank, at their full-width forms, and at line ends.
std::vector<TextRange> sentencesOf(std::string_view text);

/// Pure; any thread. O(bytes). Languages without spaces are compared by pairs of characters.
AnswerSupport supportOf(std::string_view answer, std::span<const std::string_view> documents);

/// The sentences of a document whose words the answer has.
std::vector<TextRange> supportingSentences(std::string_view document, std::string_view answer);

} // namespace spanwise
