// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/tracediff.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// In what two traces differ as a result: what anybody would see again in a second pair. Durations, scores,
/// cost and attributes (ids among them) differ between any two runs; they are told, not judged.
enum class TraceDifference : std::uint8_t {
    Outcome,   ///< the query or a step fails in one of them
    Steps,     ///< one of them has a step that the other has not
    Documents, ///< that reached the answer, or their ranks
    Prompt,
    Answer,
    Tokens, ///< of the whole query
};

/// "steps"
std::string_view nameOf(TraceDifference difference) noexcept;

/// Empty: the two are the same.
std::vector<TraceDifference> differencesOf(const TraceDiff &diff);

/// The comparison as Markdown, for an issue or a terminal: verdict, totals, steps, documents, what changed in
/// prompt and answer, and the attributes that differ. Numbers are of plain units (milliseconds, dollars).
/// Texts are shown with [-what is gone-] and {+what is new+}, long common passages shortened; what would not
/// fit is counted. Pure; any thread.
std::string comparisonMarkdown(const TraceDiff &diff);

/// The same as one JSON object: a, b (trace ids), same, differences, totals, steps, documents, prompt,
/// answer.
std::string comparisonJson(const TraceDiff &diff);

} // namespace spanwise
