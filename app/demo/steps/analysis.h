// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// What a question is and asks for.
struct Analysis
{
    enum class Intent { Lookup, Definition, HowTo, Quantity, Reason, Comparison };

    std::string normalised;           ///< lower case, single blanks, no closing punctuation
    std::string_view language = "en"; ///< ISO 639-1
    Intent intent = Intent::Lookup;
    std::vector<std::string> terms;        ///< of the question itself
    std::vector<std::string> expansion;    ///< terms that it means but does not say
    std::vector<std::string> subQuestions; ///< at least one: the question itself, or its independent parts
    std::size_t words = 0;

    /// The manual is written in English: another language's own words are not expected in it.
    bool isEnglish() const { return language == "en"; }
};

std::string_view nameOf(Analysis::Intent intent);

/// Normalises, detects the language, finds intent and terms, and splits compound questions ("How ... and
/// where ...?").
Analysis analyse(std::string_view question);

/// The same spelling for questions that differ only in case, blanks and closing punctuation.
std::string normalised(std::string_view question);

} // namespace spanwise::demo
