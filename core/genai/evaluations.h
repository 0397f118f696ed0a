// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/vocabulary.h"
#include "core/model/span.h"

#include <optional>

namespace spanwise {

/// How much of the answer is made up, 0 to 1, from whatever a span says about it: hallucination_score;
/// an evaluation or annotation named hallucination (its score, or 1 for the label "hallucinated"),
/// groundedness or faithfulness (1 minus its score); gen_ai.evaluation.result events. Scores outside 0 to 1
/// are of another scale and are not guessed at (genai.md sections 1, 2 and 4).
std::optional<double> hallucinationOf(const Span &span, const Vocabulary &words);

} // namespace spanwise
