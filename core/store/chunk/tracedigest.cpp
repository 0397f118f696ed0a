// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/tracedigest.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace spanwise {
namespace {

TraceDigest::Rank rankOf(const Span &span, const SpanFacts &facts)
{
    if (facts.isQuery)
        return TraceDigest::Rank::Query;
    if (!span.parent)
        return TraceDigest::Rank::Root;
    return span.isEntry() ? TraceDigest::Rank::Entry : TraceDigest::Rank::Any;
}

template<class T>
std::optional<T> larger(const std::optional<T> &left, const std::optional<T> &right)
{
    return left && right ? std::max(*left, *right) : left ? left : right;
}

/// Saturates: the numbers come from outside.
void addTo(std::int64_t &sum, std::int64_t more)
{
    if (__builtin_add_overflow(sum, more, &sum))
        sum = more > 0 ? INT64_MAX : INT64_MIN;
}

} // namespace

void TraceDigest::add(const Span &span, const SpanFacts &facts, std::string_view service)
{
    const Timestamp end = std::max(span.time.begin, span.time.end);
    if (summary.spanCount == 0) {
        summary.id = span.traceId;
        summary.time = {span.time.begin, end};
    }
    summary.time.begin = std::min(summary.time.begin, span.time.begin);
    summary.time.end = std::max(summary.time.end, end);
    ++summary.spanCount;
    summary.errorCount += facts.failed ? 1U : 0U;
    summary.stepCount += facts.step != StepKind::Other ? 1U : 0U;
    summary.hasRoot = summary.hasRoot || !span.parent;
    addFacts(facts);

    const Rank rank = rankOf(span, facts);
    if (isNamedBy(span, rank, service))
        nameBy(span, facts, rank, service);
    else if (summary.pipeline.empty())
        summary.pipeline = facts.pipeline;
}

void TraceDigest::addFacts(const SpanFacts &facts)
{
    addTo(summary.inputTokens, facts.inputTokens);
    addTo(summary.outputTokens, facts.outputTokens);
    if (std::isfinite(facts.costUsd))
        summary.costUsd += facts.costUsd;
    if (facts.hallucination && std::isfinite(*facts.hallucination))
        summary.hallucination = larger(summary.hallucination, facts.hallucination);
    summary.cacheHit = larger(summary.cacheHit, facts.cacheHit);
    summary.replayOf = std::max(summary.replayOf, facts.replayOf);
}

void TraceDigest::revise(const Span &before, const SpanFacts &factsBefore, const Span &after,
                         const SpanFacts &factsAfter, std::string_view service)
{
    const auto recount = [](std::uint32_t &sum, bool was, bool is) {
        sum += is ? 1U : 0U;
        sum -= was && sum > 0 ? 1U : 0U;
    };
    summary.time.begin = std::min(summary.time.begin, after.time.begin);
    summary.time.end = std::max({summary.time.end, after.time.begin, after.time.end});
    recount(summary.errorCount, factsBefore.failed, factsAfter.failed);
    recount(summary.stepCount, factsBefore.step != StepKind::Other, factsAfter.step != StepKind::Other);
    summary.hasRoot = summary.hasRoot || !after.parent;
    SpanFacts more = factsAfter;
    addTo(more.inputTokens, -std::max<std::int64_t>(factsBefore.inputTokens, 0));
    addTo(more.outputTokens, -std::max<std::int64_t>(factsBefore.outputTokens, 0));
    more.costUsd -= std::isfinite(factsBefore.costUsd) ? factsBefore.costUsd : 0;
    addFacts(more);

    const bool named = namingRank == rankOf(before, factsBefore) && namingBegin == before.time.begin &&
                       summary.rootName == before.name;
    const Rank rank = rankOf(after, factsAfter);
    if (named || isNamedBy(after, rank, service))
        nameBy(after, factsAfter, rank, service);
}

bool TraceDigest::isNamedBy(const Span &span, Rank rank, std::string_view service) const
{
    if (namingRank == Rank::None)
        return true;
    if (rank != namingRank)
        return rank > namingRank;
    return std::tie(span.time.begin, span.name, service) < std::make_tuple(namingBegin,
                                                                           std::string_view(summary.rootName),
                                                                           std::string_view(summary.service));
}

void TraceDigest::nameBy(const Span &span, const SpanFacts &facts, Rank rank, std::string_view service)
{
    namingRank = rank;
    namingBegin = span.time.begin;
    summary.rootName = span.name;
    summary.service = service;
    summary.failed = rank != Rank::Any && facts.failed;
    if (!facts.pipeline.empty())
        summary.pipeline = facts.pipeline;
    if (facts.isQuery) {
        summary.question = facts.question;
        answer = facts.answer;
        context = facts.context;
    }
}

} // namespace spanwise
