// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/store/linkedverdicts.h"

#include <QString>

#include <memory>
#include <vector>

namespace spanwise {

/// What belongs to a trace and is not in its spans.
struct StorySources
{
    std::shared_ptr<const TelemetryBatch> logs; ///< its log records, or null
    std::vector<LinkedVerdict> linked;          ///< what other traces say of it
};

/// What a trace tells of its query, as one JSON object on one line: question, answer, model, tokens, cost,
/// and every span as a step with its kind, documents and messages, in order of their start. What the pipeline
/// did not say is left out. Where no span carries the answer, it is what the model said last.
/// Evaluations stand in one list: those of its spans and log records, then those of other traces that link to
/// it, which name their trace.
///
/// Read by core/genai exactly as the window reads it. The model, at the top, is the one that wrote the
/// answer: of the last generation, else of the last step that names one. Times in milliseconds from the begin
/// of the trace; cost in USD.
QString storyJson(const Trace &trace, const StorySources &sources);

} // namespace spanwise
