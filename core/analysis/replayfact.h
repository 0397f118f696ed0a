// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/comparison.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace spanwise {

/// One sentence worth saying about a comparison, without its words: those belong to ui.
struct ReplayFact
{
    enum class Kind : std::uint8_t {
        QueryFails, ///< the replay failed, the baseline did not
        QueryRecovers,
        StepFails,    ///< step
        StepRecovers, ///< step
        StepMissing,  ///< step: only the baseline has it
        StepAdded,    ///< step: only the replay has it
        StepSlower,   ///< step
        StepFaster,   ///< step
        DocumentLost, ///< document
        DocumentEntered,
        DocumentsReordered,
        CacheChanged,
        HallucinationChanged,
        AnswersDiffer,
        TokensChanged,
        CostChanged,
    };
    /// Whether a reader should worry. A single pair of durations is never Bad: it may be noise.
    enum class Tone : std::uint8_t { Bad, Good, Plain };

    Kind kind = Kind::AnswersDiffer;
    Tone tone = Tone::Plain;
    std::size_t index = 0; ///< of the step or the document in the comparison, for the kinds that say so

    friend bool operator==(const ReplayFact &, const ReplayFact &) = default;
};

/// The differences that a reader wants first, most serious first, but one answer from a cache before what
/// comes of it; empty when the two runs look alike.
///
/// A step's duration is worth a sentence from 5 % of the longer query and 1 ms on; of a step and the step
/// inside it that explains at least four fifths of its difference only the inner one is named; the three
/// largest are kept.
std::vector<ReplayFact> factsOf(const ReplayComparison &comparison);

} // namespace spanwise
