// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/batch.h"
#include "core/model/spanfacts.h"

#include <vector>

namespace spanwise {

/// Reads what a span says about the query pipeline, whichever dialect it speaks: OpenInference, OpenTelemetry
/// GenAI, Traceloop / OpenLLMetry, Haystack, and the plain names that hand-made pipelines use (genai.md).
///
/// Pure, any thread that owns the arena, never throws; run on every span at intake. Views in the answer point
/// into the span, its resource or, where text had to be taken out of JSON, into arena. No allocation for a
/// span without such text.
///
/// isQuery: the span carries a question, and it is an entry span or says of itself that it is a whole
/// pipeline (a Traceloop workflow, a Haystack pipeline run, gen_ai's invoke_workflow).
///
/// Tokens and cost are those that this span was sent with, and only spans that call a model count: a chain or
/// agent that repeats the sum of its children reports 0, so that a trace's total is the plain sum over its
/// spans.
SpanFacts readFacts(const Span &span, const Resource &resource, const Scope &scope, Arena &arena);

/// The facts of every span of a batch, parallel to batch.spans; text goes into batch.arena.
///
/// Knows what one span alone cannot tell. The server span of a web framework carries no question; the chain
/// or agent below it has a local parent and is the query. A pipeline inside a query is not a second one. Only
/// ancestors in the same batch are seen, which is the usual case: SDKs send parent and child of one request
/// together.
std::vector<SpanFacts> readFacts(TelemetryBatch &batch);

} // namespace spanwise
