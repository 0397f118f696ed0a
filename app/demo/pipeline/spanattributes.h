// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/corpus.h"
#include "app/demo/steps/generator.h"
#include "app/demo/steps/hit.h"
#include "app/demo/steps/prompt.h"
#include "app/demo/steps/verifier.h"
#include "core/tracing/openspan.h"

#include <string_view>

namespace spanwise::demo {

/// Writers of OpenInference attributes (semantic conventions 0.1.32). They do nothing on a span that is not
/// recorded.

/// openinference.span.kind and input.value.
void describe(OpenSpan &span, std::string_view kind, std::string_view input);

/// prefix.N.document.{id, content, score, metadata}; prefix is for example "retrieval.documents".
void setDocuments(OpenSpan &span, std::string_view prefix, const Corpus &corpus, const Hits &hits);

/// Model, messages, token counts, cost and answer of a generation.
void setGeneration(OpenSpan &span, const Generator &generator, const Prompt &prompt,
                   const Completion &completion);

/// evaluations.N.evaluation.*: groundedness and hallucination with label and explanation.
void setEvaluations(OpenSpan &span, const Verification &verification);

} // namespace spanwise::demo
