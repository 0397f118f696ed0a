// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/corpus.h"
#include "app/demo/steps/analysis.h"
#include "app/demo/steps/hit.h"
#include "app/demo/steps/termweights.h"

#include <span>
#include <string>
#include <vector>

namespace spanwise::demo {

/// Orders found sections by how well they answer a question, from lexical features. Immutable; any thread.
///
/// Score 0..1: weighted coverage of the question's terms, how much of the heading the question names, how
/// close the terms stand together, and the rank that fusion gave.
class Reranker
{
public:
    static constexpr const char *modelName = "lexical-features-1";

    Reranker(const Corpus &corpus, const TermWeights &weights); // both outlive it

    /// All of candidates, best first. With several parts of a question a section has the score of the part
    /// that it answers best.
    Hits rerank(std::span<const Analysis> parts, const Hits &candidates) const;

private:
    struct Features
    {
        std::vector<std::string> title; ///< terms
        std::vector<std::string> page;
        std::vector<std::string> body;
    };

    double score(const Analysis &analysis, const Features &section) const;
    double coverage(const Analysis &analysis, const Features &section) const;
    double titleMatch(const Analysis &analysis, const Features &section) const;
    double proximity(const Analysis &analysis, const Features &section) const;

    const TermWeights &m_weights;
    std::vector<Features> m_features; ///< by section
};

} // namespace spanwise::demo
