// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/documentmatch.h"
#include "core/analysis/stepmatch.h"
#include "core/analysis/worddiff.h"
#include "core/model/trace.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// One run of a query, as it goes into a comparison.
struct ComparedRun
{
    std::shared_ptr<const Trace> trace; ///< null when none arrived
    DocumentFlow documents;             ///< documentFlowOf(*trace)
    std::string answer; ///< from the response or the saved query; when empty the trace's own is used
};

/// What a run took and gave as a whole.
struct RunTotals
{
    std::optional<TimeWindow> time; ///< of the answering span; nullopt without a trace
    std::string answer;
    bool failed = false; ///< the answering span failed
    std::uint32_t errorCount = 0;
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    double costUsd = 0;
    std::optional<double> hallucination;
    std::optional<bool> cacheHit;

    std::int64_t tokens() const noexcept { return inputTokens + outputTokens; }
};

/// A saved query and one execution of it again, side by side. An immutable value.
///
/// It states what differs. Whether a difference is more than the query's own noise cannot be told from one
/// run each.
struct ReplayComparison
{
    RunTotals baseline;
    RunTotals replay;
    std::vector<ComparedStep> steps; ///< empty unless both traces are there
    DocumentComparison documents;    ///< empty unless both traces are there
    WordDiff answer;                 ///< from the baseline's to the replay's
};

/// The answer of the query, else the last that any step carries. Empty without one.
std::string answerOf(const Trace &trace);

/// Whether the steps are matched, too: who compares whole traces matches them otherwise.
enum class ComparedParts : std::uint8_t { All, WithoutSteps };

/// Pure; any thread. O(n log n) in spans, see compareWords() for the answers.
ReplayComparison compareRuns(const ComparedRun &baseline, const ComparedRun &replay,
                             ComparedParts parts = ComparedParts::All);

} // namespace spanwise
