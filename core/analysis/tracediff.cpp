// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/tracediff.h"

#include "core/analysis/attributediff.h"
#include "core/analysis/prompt.h"
#include "core/timeline/selftime.h"

#include <algorithm>

namespace spanwise {
namespace {

/// What is asked of one trace again and again.
class Side
{
public:
    Side(const Trace &trace, Timestamp zero)
        : m_trace(trace)
        , m_zero(zero)
    {
    }

    StepFigures figures(const StepRun &run) const
    {
        const Span &span = m_trace[run.row];
        const SpanFacts &facts = m_trace.facts(run.row);
        StepFigures figures;
        figures.row = run.row;
        figures.offset = span.time.begin - m_zero;
        figures.duration = run.duration;
        figures.self = selfTime(m_trace, run.row);
        figures.inputTokens = facts.inputTokens;
        figures.outputTokens = facts.outputTokens;
        figures.costUsd = facts.costUsd;
        figures.failed = run.failed;
        return figures;
    }

private:
    const Trace &m_trace;
    const Timestamp m_zero;
};

template<class Run>
Timestamp firstBegin(const Trace &trace, const std::vector<ComparedStep> &steps, Run run)
{
    Timestamp first = Timestamp::max();
    for (const ComparedStep &step : steps)
        if (const auto &own = step.*run)
            first = std::min(first, trace[own->row].time.begin);
    return first;
}

ComparedRun runOf(const std::shared_ptr<const Trace> &trace, const MessagesReader &messages)
{
    if (!trace)
        return {};
    std::string answer = answerOf(*trace);
    return {trace, documentFlowOf(*trace),
            answer.empty() ? lastReply(*trace, std::nullopt, messages) : std::move(answer)};
}

void addSteps(TraceDiff &diff)
{
    const std::vector<ComparedStep> matched = matchTraces(*diff.left, *diff.right);
    const Side left(*diff.left, firstBegin(*diff.left, matched, &ComparedStep::baseline));
    const Side right(*diff.right, firstBegin(*diff.right, matched, &ComparedStep::replay));
    diff.steps.reserve(matched.size());
    for (const ComparedStep &step : matched) {
        DiffedStep &row = diff.steps.emplace_back();
        row.name = step.name;
        row.kind = step.kind;
        row.depth = step.depth;
        if (step.baseline)
            row.left = left.figures(*step.baseline);
        if (step.replay)
            row.right = right.figures(*step.replay);
        if (row.left && row.right)
            row.attributes = countDifferingAttributes((*diff.left)[row.left->row].attributes,
                                                      (*diff.right)[row.right->row].attributes);
        for (const auto &figures : {row.left, row.right})
            if (figures)
                diff.extent = std::max(diff.extent, figures->offset + figures->duration);
    }
}

} // namespace

std::optional<Duration> DiffedStep::difference() const noexcept
{
    if (!left || !right)
        return std::nullopt;
    return right->duration - left->duration;
}

bool DiffedStep::differs() const noexcept
{
    return !left || !right || left->failed != right->failed || left->tokens() != right->tokens() ||
           attributes > 0;
}

std::string promptOf(const Trace &trace, const MessagesReader &messages)
{
    if (auto last = lastPrompt(trace, std::nullopt, messages, Prompt::Form::WithRoles))
        return std::move(last->text);
    std::string longest;
    for (std::size_t i = trace.size(); i-- > 0;) {
        std::string text = promptText(messages(trace, static_cast<SpanRow>(i)), Prompt::Form::WithRoles);
        if (text.size() > longest.size())
            longest = std::move(text);
    }
    return longest;
}

TraceDiff compareTraces(std::shared_ptr<const Trace> left, std::shared_ptr<const Trace> right,
                        const MessagesReader &messages)
{
    TraceDiff diff;
    diff.left = std::move(left);
    diff.right = std::move(right);
    ReplayComparison whole =
        compareRuns(runOf(diff.left, messages), runOf(diff.right, messages), ComparedParts::WithoutSteps);
    diff.leftTotals = std::move(whole.baseline);
    diff.rightTotals = std::move(whole.replay);
    diff.documents = std::move(whole.documents);
    diff.answer = std::move(whole.answer);
    if (diff.left && diff.right)
        addSteps(diff);
    if (diff.left)
        diff.leftPrompt = promptOf(*diff.left, messages);
    if (diff.right)
        diff.rightPrompt = promptOf(*diff.right, messages);
    diff.prompt = compareWords(diff.leftPrompt, diff.rightPrompt);
    return diff;
}

} // namespace spanwise
