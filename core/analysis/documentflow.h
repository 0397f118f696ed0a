// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/documents.h"
#include "core/model/trace.h"

#include <string>
#include <vector>

namespace spanwise {

/// The documents that left one step.
struct StepDocuments
{
    std::string step;
    StepKind kind = StepKind::Other;
    std::vector<Document> documents; ///< best first
};

/// The way of a query's documents through its pipeline, in the order in which the steps ended. Steps that
/// report no documents are left out; of a reranker only its output counts.
using DocumentFlow = std::vector<StepDocuments>;

DocumentFlow documentFlowOf(const Trace &trace);

/// What the answer was written from: the output of the last reranking, else of the last retrieval, else of
/// the last step with documents. Empty when there is none.
const std::vector<Document> &finalDocuments(const DocumentFlow &flow);

} // namespace spanwise
