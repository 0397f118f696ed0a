// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messagesreader.h"
#include "core/model/trace.h"

#include <QString>

namespace spanwise {

/// What a trace tells of its query, as one JSON object on one line: question, answer, model, tokens, cost,
/// and every span as a step with its kind, documents and messages, in order of their start. What the pipeline
/// did not say is left out. Where no span carries the answer, it is what the model said last.
///
/// Read by core/genai exactly as the window reads it. The model, at the top, is the one that wrote the
/// answer: of the last generation, else of the last step that names one. Times in milliseconds from the begin
/// of the trace; cost in USD.
QString storyJson(const Trace &trace, const MessagesReader &messages);

} // namespace spanwise
