// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/prompt.h"
#include "app/demo/steps/termweights.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// One sentence of an answer and how well the documents support it.
struct SupportedSentence
{
    std::string text;
    double support = 0;       ///< 0 made up .. 1 said by a document
    std::size_t document = 0; ///< index into Prompt::documents of the best support
};

struct Verification
{
    std::vector<SupportedSentence> sentences;
    double groundedness = 1;       ///< mean support; 1 for an answer that claims nothing
    double hallucinationScore = 0; ///< 1 - the weakest support: an answer is as good as its worst sentence
    std::size_t unsupported = 0;   ///< sentences below Verifier::supportNeeded
};

/// Checks an answer against its documents, sentence by sentence, by lexical support: the weighted share of
/// the sentence's terms that one document has. Immutable; any thread.
class Verifier
{
public:
    static constexpr double supportNeeded = 0.5;

    explicit Verifier(const TermWeights &weights); // outlives it

    Verification verify(std::string_view answer, const Prompt &prompt) const;

private:
    const TermWeights &m_weights;
};

} // namespace spanwise::demo
