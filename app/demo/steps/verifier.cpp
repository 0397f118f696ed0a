// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/verifier.h"

#include "app/demo/steps/extractive.h"
#include "app/demo/text/sentences.h"
#include "app/demo/text/terms.h"

#include <algorithm>
#include <unordered_set>

namespace spanwise::demo {

Verifier::Verifier(const TermWeights &weights)
    : m_weights(weights)
{
}

Verification Verifier::verify(std::string_view answer, const Prompt &prompt) const
{
    std::vector<std::unordered_set<std::string>> documents;
    for (const Prompt::Document &document : prompt.documents) {
        const auto terms = termsOf(document.section->heading() + " " + document.section->content);
        documents.emplace_back(terms.begin(), terms.end());
    }
    Verification verification;
    double sum = 0;
    for (Sentence &sentence : sentencesOf(answer)) {
        const auto terms = termsOf(sentence.text);
        // To say that there is no answer claims nothing.
        if (terms.empty() || sentence.text == ExtractiveGenerator::noAnswer)
            continue;
        SupportedSentence checked{std::move(sentence.text), 0, 0};
        for (std::size_t d = 0; d < documents.size(); ++d) {
            double all = 0;
            double found = 0;
            for (const std::string &term : terms) {
                const double weight = m_weights.of(term);
                all += weight;
                found += documents[d].contains(term) ? weight : 0;
            }
            if (found / all > checked.support) {
                checked.support = found / all;
                checked.document = d;
            }
        }
        sum += checked.support;
        verification.unsupported += checked.support < supportNeeded ? 1U : 0U;
        verification.hallucinationScore = std::max(verification.hallucinationScore, 1 - checked.support);
        verification.sentences.push_back(std::move(checked));
    }
    if (!verification.sentences.empty())
        verification.groundedness = sum / static_cast<double>(verification.sentences.size());
    return verification;
}

} // namespace spanwise::demo
