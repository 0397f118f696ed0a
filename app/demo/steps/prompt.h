// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/section.h"
#include "app/demo/steps/analysis.h"

#include <cstddef>
#include <string>
#include <vector>

namespace spanwise::demo {

/// What generation starts from: a question and the documents that may support its answer, best first.
struct Prompt
{
    struct Document
    {
        const Section *section = nullptr; ///< of the corpus
        double score = 0;
    };

    std::string question;
    std::vector<Analysis> parts; ///< of the question, or of each sub-question; not empty
    std::vector<Document> documents;

    std::string systemMessage() const;
    /// The documents with their numbers, then the question.
    std::string userMessage() const;
};

} // namespace spanwise::demo
