// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/comparison.h"
#include "core/analysis/stepmatch.h"
#include "core/genai/messagesreader.h"
#include "core/model/trace.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// What one trace did in a step.
struct StepFigures
{
    SpanRow row{};
    Duration offset{};   ///< of its begin from that of the trace's first compared span; may be negative when
                         ///< clocks differ
    Duration duration{}; ///< never negative
    Duration self{};     ///< while none of its children ran
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    double costUsd = 0;
    bool failed = false;

    std::int64_t tokens() const noexcept { return inputTokens + outputTokens; }
};

/// One step of two traces, left and right. At least one of them has it.
struct DiffedStep
{
    std::string name;
    StepKind kind = StepKind::Other;
    std::uint32_t depth = 0;
    std::optional<StepFigures> left;
    std::optional<StepFigures> right;
    std::uint32_t attributes = 0; ///< how many attributes differ; 0 unless both have the step

    /// right - left; nullopt unless both ran.
    std::optional<Duration> difference() const noexcept;
    /// Whether anything but time differs: presence, failure, tokens, attributes.
    bool differs() const noexcept;
};

/// Two whole traces, side by side. An immutable value that keeps both traces.
struct TraceDiff
{
    std::shared_ptr<const Trace> left;
    std::shared_ptr<const Trace> right;
    RunTotals leftTotals;
    RunTotals rightTotals;
    std::vector<DiffedStep> steps; ///< pre-order
    Duration extent{}; ///< from the first begin to the last end of either trace, both begun at zero
    DocumentComparison documents;
    std::string leftPrompt; ///< what the model was asked, see promptOf()
    std::string rightPrompt;
    WordDiff prompt;
    WordDiff answer;
};

/// The messages that went into the generation that gave the answer, roles in brackets (see lastPrompt());
/// else the longest prompt of any span. Empty when the trace has none.
std::string promptOf(const Trace &trace, const MessagesReader &messages);

/// Aligns two traces by step path: the nth child of a name matches the nth of the same name below the same
/// pair (see matchSteps()), from the highest pair of spans above the answering ones that have the same names;
/// other roots likewise. Prompts, and answers that no span carries, are those that messages tells of either
/// trace. Pure; any thread. O(n log n) in spans, see compareWords() for the texts.
TraceDiff compareTraces(std::shared_ptr<const Trace> left, std::shared_ptr<const Trace> right,
                        const MessagesReader &messages = messagesWith({}));

} // namespace spanwise
