// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/replayfact.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace spanwise {
namespace {

using Kind = ReplayFact::Kind;
using Tone = ReplayFact::Tone;
using Change = ComparedDocument::Change;

constexpr std::size_t maxDurationFacts = 3;

Duration magnitude(Duration d)
{
    return d < Duration{} ? -d : d;
}

Duration difference(const ComparedStep &step)
{
    return step.difference().value_or(Duration{});
}

/// Whether a step inside steps[outer] explains most of its difference.
bool isExplainedInside(const std::vector<ComparedStep> &steps, std::size_t outer)
{
    const double whole = static_cast<double>(difference(steps[outer]).count());
    for (std::size_t i = outer + 1; i < steps.size() && steps[i].depth > steps[outer].depth; ++i)
        if (static_cast<double>(difference(steps[i]).count()) / whole >= 0.8)
            return true;
    return false;
}

void addFailures(const ReplayComparison &comparison, std::vector<ReplayFact> &facts)
{
    if (comparison.replay.failed && !comparison.baseline.failed)
        facts.push_back({Kind::QueryFails, Tone::Bad, 0});
    if (comparison.baseline.failed && !comparison.replay.failed && comparison.replay.time)
        facts.push_back({Kind::QueryRecovers, Tone::Good, 0});
    for (std::size_t i = 1; i < comparison.steps.size(); ++i) {
        const ComparedStep &step = comparison.steps[i];
        const bool before = step.baseline && step.baseline->failed;
        const bool now = step.replay && step.replay->failed;
        if (now && !before)
            facts.push_back({Kind::StepFails, Tone::Bad, i});
        else if (before && !now && step.replay)
            facts.push_back({Kind::StepRecovers, Tone::Good, i});
    }
}

/// Only the stages of the pipeline: a missing helper span says little, and its stage is named already.
void addSteps(const std::vector<ComparedStep> &steps, std::vector<ReplayFact> &facts)
{
    for (std::size_t i = 1; i < steps.size(); ++i) {
        if (steps[i].kind == StepKind::Other && steps[i].depth > 1)
            continue;
        if (!steps[i].replay)
            facts.push_back({Kind::StepMissing, Tone::Plain, i});
        else if (!steps[i].baseline)
            facts.push_back({Kind::StepAdded, Tone::Plain, i});
    }
}

void addDurations(const ReplayComparison &comparison, std::vector<ReplayFact> &facts)
{
    if (!comparison.baseline.time || !comparison.replay.time)
        return;
    const Duration longer = std::max(comparison.baseline.time->length(), comparison.replay.time->length());
    const Duration floor = std::max<Duration>(std::chrono::milliseconds(1), longer / 20);
    std::vector<std::size_t> worthSaying;
    for (std::size_t i = 1; i < comparison.steps.size(); ++i)
        if (magnitude(difference(comparison.steps[i])) >= floor && !isExplainedInside(comparison.steps, i))
            worthSaying.push_back(i);
    std::ranges::stable_sort(worthSaying, std::ranges::greater{},
                             [&](std::size_t i) { return magnitude(difference(comparison.steps[i])); });
    worthSaying.resize(std::min(worthSaying.size(), maxDurationFacts));
    for (const std::size_t i : worthSaying) {
        const bool slower = difference(comparison.steps[i]) > Duration{};
        facts.push_back({slower ? Kind::StepSlower : Kind::StepFaster, Tone::Plain, i});
    }
}

void addDocuments(const DocumentComparison &documents, std::vector<ReplayFact> &facts)
{
    for (std::size_t i = 0; i < documents.documents.size(); ++i)
        if (documents.documents[i].change() == Change::Lost)
            facts.push_back({Kind::DocumentLost, Tone::Bad, i});
    for (std::size_t i = 0; i < documents.documents.size(); ++i)
        if (documents.documents[i].change() == Change::Entered)
            facts.push_back({Kind::DocumentEntered, Tone::Plain, i});
    const bool reordered = documents.count(Change::Up) + documents.count(Change::Down) > 0;
    if (reordered && documents.count(Change::Lost) + documents.count(Change::Entered) == 0)
        facts.push_back({Kind::DocumentsReordered, Tone::Plain, 0});
}

bool cacheChanged(const ReplayComparison &comparison)
{
    const RunTotals &before = comparison.baseline;
    const RunTotals &now = comparison.replay;
    return before.time && now.time && before.cacheHit.value_or(false) != now.cacheHit.value_or(false);
}

void addTotals(const ReplayComparison &comparison, std::vector<ReplayFact> &facts)
{
    const RunTotals &before = comparison.baseline;
    const RunTotals &now = comparison.replay;
    if (before.hallucination && now.hallucination &&
        std::abs(*before.hallucination - *now.hallucination) >= 0.005)
        facts.push_back({Kind::HallucinationChanged,
                         *now.hallucination > *before.hallucination ? Tone::Bad : Tone::Good, 0});
    if (!comparison.answer.isSame())
        facts.push_back({Kind::AnswersDiffer, Tone::Plain, 0});
    if (!before.time || !now.time)
        return;
    if (before.tokens() != now.tokens())
        facts.push_back({Kind::TokensChanged, Tone::Plain, 0});
    if (std::abs(before.costUsd - now.costUsd) > 1e-6)
        facts.push_back({Kind::CostChanged, Tone::Plain, 0});
}

} // namespace

std::vector<ReplayFact> factsOf(const ReplayComparison &comparison)
{
    std::vector<ReplayFact> facts;
    addFailures(comparison, facts);
    addDurations(comparison, facts);
    addDocuments(comparison.documents, facts);
    addSteps(comparison.steps, facts);
    addTotals(comparison, facts);
    // Bad before the rest; each group keeps the order above.
    std::stable_partition(facts.begin(), facts.end(),
                          [](const ReplayFact &fact) { return fact.tone == Tone::Bad; });
    if (cacheChanged(comparison)) { // explains the most of what follows
        const auto place =
            std::ranges::find_if(facts, [](const ReplayFact &fact) { return fact.kind != Kind::QueryFails; });
        facts.insert(place, {Kind::CacheChanged, Tone::Plain, 0});
    }
    return facts;
}

} // namespace spanwise
