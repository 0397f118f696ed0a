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
    addTo(summary.inputTokens, facts.inputTokens);
    addTo(summary.outputTokens, facts.outputTokens);
    if (std::isfinite(facts.costUsd))
        summary.costUsd += facts.costUsd;
    if (facts.hallucination && std::isfinite(*facts.hallucination))
        summary.hallucination = larger(summary.hallucination, facts.hallucination);
    summary.cacheHit = larger(summary.cacheHit, facts.cacheHit);
    summary.replayOf = std::max(summary.replayOf, facts.replayOf);

    const Rank rank = rankOf(span, facts);
    if (isNamedBy(span, rank, service))
        nameBy(span, facts, rank, service);
    else if (summary.pipeline.empty())
        summary.pipeline = facts.pipeline;
}

bool TraceDigest::isNamedBy(const Span &span, Rank rank, std::string_view service) const
{
    if (namingRank == Rank::None)
        return true;
    if (rank != namingRank)
        return rank > namingRank;
    return std::tie(span.time.begin, span.name, service)
           < std::make_tuple(namingBegin, std::string_view(summary.rootName), std::string_view(summary.service));
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
