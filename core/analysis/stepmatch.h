// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// What one run did in a step.
struct StepRun
{
    SpanRow row{};
    Duration duration{}; ///< never negative
    bool failed = false;
};

/// One step of two runs of the same query. At least one of the runs has it.
struct ComparedStep
{
    std::string name;
    StepKind kind = StepKind::Other;
    std::uint32_t depth = 0; ///< 0 is the query itself
    std::optional<StepRun> baseline;
    std::optional<StepRun> replay;

    /// replay / baseline - 1; nullopt unless both ran and the baseline took time.
    std::optional<double> change() const noexcept;
    /// replay - baseline; nullopt unless both ran.
    std::optional<Duration> difference() const noexcept;
};

/// The span that answers the question. In a replay's trace that is the pipeline's entry span below Spanwise's
/// own, also when its SDK sent neither a question nor the remote flag. Only when trace.size() > 0.
SpanRow answeringRow(const Trace &trace);

/// The spans below (and with) the answering ones, as pairs: a child matches the child of the same
/// stepLabel(), the nth the nth, below the same pair of parents. Pre-order; what only the replay has follows
/// what it followed there. O(n log n).
std::vector<ComparedStep> matchSteps(const Trace &baseline, const Trace &replay);

/// The same for whole traces: from the highest spans above the answering ones that have the same names, and
/// the other roots of both, the nth of a name with the nth.
std::vector<ComparedStep> matchTraces(const Trace &left, const Trace &right);

/// The instrumentation scope of the client span that Spanwise itself puts at the root of a replay's trace.
inline constexpr std::string_view replayScopeName = "spanwise.replay";

} // namespace spanwise
