// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/stepkind.h"

#include <string_view>

namespace spanwise {

/// The step that a name tells of: "query_analysis", "VectorIndexRetriever", "bm25_search", "LLMEvaluator".
///
/// Names are read word by word (camel case counts as words), so "retrieval" does not contain "eval". Where
/// words of several steps meet, the more special one wins: "rerank_search_results" is reranking. Does not
/// allocate.
StepKind stepOfName(std::string_view name) noexcept;

} // namespace spanwise
