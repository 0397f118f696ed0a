// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/generator.h"
#include "app/demo/steps/termweights.h"

namespace spanwise::demo {

/// Answers with sentences of the documents: picks those that support the question best and stitches them
/// together in reading order. Deterministic, so a replay against an unchanged corpus gives the same answer.
///
/// A question without any supporting sentence is answered with a sentence that says so.
class ExtractiveGenerator : public Generator
{
public:
    explicit ExtractiveGenerator(const TermWeights &weights); // outlives it

    Result<Completion> generate(const Prompt &prompt) const override;
    std::string modelName() const override { return "extractive-1"; }
    std::string provider() const override { return "spanwise-demo"; }
    /// What a small hosted model costs, so that the demo's cost charts are not empty.
    Price price() const override { return {.prompt = 0.5, .completion = 1.5}; }

    static constexpr const char *noAnswer = "The manual does not answer this question.";

private:
    const TermWeights &m_weights;
};

} // namespace spanwise::demo
