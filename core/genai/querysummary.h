// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/prices.h"
#include "core/genai/verdicts.h"
#include "core/model/trace.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

/// One step that called a model.
struct ModelCall
{
    SpanRow row{};
    std::string model;
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    std::optional<double> costUsd; ///< as sent, else from the price list
    bool estimated = false;        ///< from the price list
};

struct StepVerdict
{
    SpanRow row{};
    ReportedVerdict verdict;
};

/// What one query was, at a glance.
struct QuerySummary
{
    std::vector<ModelCall> calls; ///< in the order in which they began
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    std::optional<double> costUsd;      ///< sum of what the calls cost; nullopt when no call's cost is known
    bool estimated = false;             ///< some of it comes from the price list
    bool incomplete = false;            ///< a call with tokens has no known cost
    std::optional<Duration> firstToken; ///< from the query's begin to the first token of the answer
    std::optional<bool> cacheHit;
    std::string session; ///< the conversation that the query belongs to, or empty
    std::vector<StepVerdict> verdicts;
};

/// Costs that were sent win over those of the list. Evaluations come from the spans and, where they are
/// known, from the trace's log records: they belong to the span of the record, else to the one with the same
/// gen_ai.response.id, else to the query. Pure; any thread. O(attributes) of the trace and its records: a
/// second for a million spans. Unfinished when stopped.
QuerySummary summarizeQuery(const Trace &trace, const PriceList &prices,
                            std::span<const LogRecord> records = {}, const std::stop_token &stop = {});

/// session.id, gen_ai.conversation.id and what frameworks call it; of a span, else of its resource; empty
/// when none says.
std::string sessionOf(const Trace &trace);

} // namespace spanwise
