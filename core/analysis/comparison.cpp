// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/comparison.h"

#include <algorithm>

namespace spanwise {
namespace {

RunTotals totalsOf(const ComparedRun &run)
{
    RunTotals totals;
    totals.answer = run.answer;
    if (!run.trace || run.trace->size() == 0)
        return totals;
    const Trace &trace = *run.trace;
    const SpanRow query = answeringRow(trace);
    const TimeWindow time = trace[query].time;
    totals.time = TimeWindow{time.begin, std::max(time.begin, time.end)};
    totals.failed = trace.facts(query).failed || trace[query].status == StatusCode::Error;
    if (totals.answer.empty())
        totals.answer = answerOf(trace);
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const SpanFacts &facts = trace.facts(row);
        totals.errorCount += facts.failed || trace[row].status == StatusCode::Error ? 1U : 0U;
        totals.inputTokens += facts.inputTokens;
        totals.outputTokens += facts.outputTokens;
        totals.costUsd += facts.costUsd;
        if (facts.hallucination)
            totals.hallucination = facts.hallucination;
        if (facts.cacheHit)
            totals.cacheHit = facts.cacheHit;
    }
    if (trace.facts(query).hallucination)
        totals.hallucination = trace.facts(query).hallucination;
    if (trace.facts(query).cacheHit)
        totals.cacheHit = trace.facts(query).cacheHit;
    return totals;
}

} // namespace

std::string answerOf(const Trace &trace)
{
    if (trace.size() == 0)
        return {};
    if (const auto own = trace.facts(answeringRow(trace)).answer; !own.empty())
        return std::string(own);
    for (std::size_t i = trace.size(); i-- > 0;)
        if (const auto answer = trace.facts(static_cast<SpanRow>(i)).answer; !answer.empty())
            return std::string(answer);
    return {};
}

ReplayComparison compareRuns(const ComparedRun &baseline, const ComparedRun &replay, ComparedParts parts)
{
    ReplayComparison comparison;
    comparison.baseline = totalsOf(baseline);
    comparison.replay = totalsOf(replay);
    comparison.answer = compareWords(comparison.baseline.answer, comparison.replay.answer);
    if (baseline.trace && replay.trace) {
        if (parts == ComparedParts::All)
            comparison.steps = matchSteps(*baseline.trace, *replay.trace);
        comparison.documents = compareDocuments(baseline.documents, replay.documents);
    }
    return comparison;
}

} // namespace spanwise
