// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/documenttable.h"
#include "core/analysis/prompt.h"
#include "core/analysis/promptsearch.h"
#include "core/analysis/textsupport.h"

#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// How the way of one document ended.
struct DocumentFate
{
    std::optional<PromptPart>
        prompt{};         ///< nullopt: no prompt was sent, or nothing of the document can be looked for
    double support = 0;   ///< share of the answer in sentences that it supports, 0..1
    std::string lostIn{}; ///< the step that had no place for it; empty: it was not lost, or no step tells
    std::uint32_t lastRank = 0; ///< where the step before put it
    std::uint32_t kept = 0;     ///< how many documents that step kept
};

/// The way of a query's documents: from the searches that found them through the steps that ranked them into
/// the prompt and the answer.
struct DocumentJourney
{
    DocumentTable table;
    std::vector<DocumentFate> fates; ///< one for each row of the table
    std::string promptStep;          ///< the generation whose prompt it is; empty: no prompt was sent
    std::string answer;              ///< of the query; empty: none was sent
    AnswerSupport support;           ///< of the answer, by row of the table
};

/// The journey of the documents of top and of what is below it; prompt and answer are those of top, or of the
/// query where top has none; where no span carries the answer, what the model said last (lastReply()). A
/// document is in the prompt when the generation lists it among its documents,
/// else when its text stands there. Pure; 200 documents and a prompt of 2 MB take some milliseconds.
DocumentJourney documentJourney(const Trace &trace, SpanRow top, const DocumentsReader &documents,
                                const MessagesReader &messages);

} // namespace spanwise
