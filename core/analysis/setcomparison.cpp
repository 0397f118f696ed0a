// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/setcomparison.h"

#include "core/analysis/stepmatch.h"
#include "core/model/steplabel.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace spanwise {
namespace {

/// Of spans that were sent without a name.
constexpr std::string_view unnamed = "(no name)";

double secondsOf(Duration duration)
{
    return std::chrono::duration<double>(std::max(Duration{}, duration)).count();
}

std::vector<double> sortedCopy(const std::vector<double> &values)
{
    std::vector<double> sorted = values;
    std::ranges::sort(sorted);
    return sorted;
}

std::vector<double> histogramOf(const std::vector<double> &seconds, double from, double to)
{
    std::vector<double> shares(SetComparison::bins, 0);
    if (seconds.empty())
        return shares;
    const double width = std::log(to / from);
    for (const double value : seconds) {
        const double place = width > 0 ? std::log(std::max(value, from) / from) / width : 0;
        const auto bin =
            static_cast<std::size_t>(std::max(0.0, place * static_cast<double>(SetComparison::bins)));
        shares[std::min(bin, SetComparison::bins - 1)] += 1 / static_cast<double>(seconds.size());
    }
    return shares;
}

StepDistribution distributionOf(const StepSample &sample, std::uint64_t traces, double from, double to)
{
    StepDistribution distribution;
    const std::vector<double> sorted = sortedCopy(sample.seconds);
    distribution.present = {sorted.size(), traces};
    distribution.failed = {sample.failed, sorted.size()};
    distribution.p50 = quantileOf(sorted, 0.5);
    distribution.p95 = quantileOf(sorted, 0.95);
    distribution.histogram = histogramOf(sorted, from, to);
    if (!sorted.empty()) {
        distribution.tokensPerQuery = static_cast<double>(sample.tokens) / static_cast<double>(sorted.size());
        distribution.costPerQuery = sample.costUsd / static_cast<double>(sorted.size());
    }
    return distribution;
}

SetStep compared(const std::string &name, const QuerySet &left, const QuerySet &right)
{
    constexpr double shortest = 1e-6; // a logarithm needs a beginning: a microsecond is no time for a step
    static const StepSample nothing;
    const auto sampleIn = [&](const QuerySet &set) -> const StepSample & {
        const auto found = set.steps().find(name);
        return found == set.steps().end() ? nothing : found->second.sample;
    };
    SetStep step;
    step.name = name;
    const auto named = left.steps().find(name);
    step.kind = named != left.steps().end() ? named->second.kind : right.steps().at(name).kind;
    const StepSample &l = sampleIn(left);
    const StepSample &r = sampleIn(right);
    step.from = HUGE_VAL;
    for (const StepSample *const sample : {&l, &r})
        for (const double value : sample->seconds) {
            step.from = std::min(step.from, std::max(value, shortest));
            step.to = std::max(step.to, std::max(value, shortest));
        }
    step.left = distributionOf(l, left.traces(), step.from, step.to);
    step.right = distributionOf(r, right.traces(), step.from, step.to);
    return step;
}

/// What a step takes of a query of the set, on the whole.
double weightOf(const StepDistribution &side)
{
    return side.p50 ? side.p50->value * side.present.share() : 0;
}

double weightOf(const SetStep &step)
{
    return std::max(weightOf(step.left), weightOf(step.right));
}

bool sharesDiffer(Proportion left, Proportion right)
{
    if (left.of == 0 || right.of == 0)
        return false;
    const Bounds bounds = differenceBounds(left, right);
    return bounds.low > 0 || bounds.high < 0;
}

} // namespace

void QuerySet::add(const Trace &trace)
{
    if (trace.size() == 0)
        return;
    struct InTrace
    {
        double seconds = 0;
        bool failed = false;
    };
    std::unordered_map<std::string_view, InTrace> inTrace;
    const SpanRow query = answeringRow(trace);
    Step &whole = m_steps[wholeQuery];
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const SpanFacts &facts = trace.facts(row);
        whole.sample.tokens += facts.inputTokens + facts.outputTokens;
        whole.sample.costUsd += facts.costUsd;
        if (row == query)
            continue;
        const Span &span = trace[row];
        const std::string_view name = span.name.empty() ? unnamed : stepLabel(span);
        InTrace &own = inTrace[name];
        own.seconds += secondsOf(span.time.length());
        own.failed = own.failed || facts.failed || span.status == StatusCode::Error;
        Step &step = m_steps[std::string(name)];
        if (facts.step != StepKind::Other)
            step.kind = facts.step;
        ++step.sample.runs;
        step.sample.tokens += facts.inputTokens + facts.outputTokens;
        step.sample.costUsd += facts.costUsd;
    }
    ++whole.sample.runs;
    whole.sample.seconds.push_back(secondsOf(trace[query].time.length()));
    whole.sample.failed += trace.facts(query).failed || trace[query].status == StatusCode::Error ? 1U : 0U;
    for (const auto &[name, own] : inTrace) {
        StepSample &sample = m_steps[std::string(name)].sample;
        sample.seconds.push_back(own.seconds);
        sample.failed += own.failed ? 1U : 0U;
    }
    m_attributes.add(trace);
}

bool SetStep::shareDiffers() const noexcept
{
    return sharesDiffer(left.present, right.present) || sharesDiffer(left.failed, right.failed);
}

SetComparison compareSets(const QuerySet &left, const QuerySet &right, std::size_t maxLifts)
{
    SetComparison comparison;
    comparison.left = left.traces();
    comparison.right = right.traces();
    for (const auto &[name, step] : left.steps())
        comparison.steps.push_back(compared(name, left, right));
    for (const auto &[name, step] : right.steps())
        if (!left.steps().contains(name))
            comparison.steps.push_back(compared(name, left, right));
    std::ranges::stable_sort(comparison.steps, [](const SetStep &a, const SetStep &b) {
        if (a.name.empty() != b.name.empty())
            return a.name.empty();
        return weightOf(a) > weightOf(b);
    });
    LiftRanking ranking = rankLift(left.attributes(), right.attributes(), maxLifts);
    comparison.lifts = std::move(ranking.lifts);
    comparison.tested = ranking.tested;
    comparison.ownKeys = ranking.ownKeys;
    comparison.lateKeys = ranking.lateKeys;
    return comparison;
}

} // namespace spanwise
