// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/model/seendocument.h"
#include "core/model/stepkind.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spanwise {

/// What the pipeline dialects say about one span, in one vocabulary (core/genai reads it, genai.md).
///
/// Views point into the span's batch. Absent is empty, nullopt or 0 for counts.
struct SpanFacts
{
    StepKind step = StepKind::Other;
    bool isQuery = false; ///< this span answers a user's question: Span::isEntry() and it carries a question
    bool failed = false;  ///< status is error, or an exception was recorded and status is unset
    std::string_view question;
    std::string_view answer;
    std::string_view context;  ///< JSON text of the context the query ran with, for replay
    std::string_view pipeline; ///< which variant ran, for example "multi_hop"
    std::string_view model;
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    double costUsd = 0;
    std::optional<double> hallucination; ///< 0 grounded .. 1 made up
    std::optional<bool> cacheHit;
    TraceId replayOf;                          ///< the trace that this query is a replay of
    std::span<const SeenDocument> documents{}; ///< what a retrieval found and a reranker kept, by rank
};

} // namespace spanwise
