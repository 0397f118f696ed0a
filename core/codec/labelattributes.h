// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/label.h"

#include <cstddef>
#include <vector>

namespace spanwise {

/// People's labels as attributes of a span, so that they travel with a trace in any format: OpenInference's
/// annotations of a trace (genai.md section 1), which other tools show as such.
///
///     trace.annotations.{i}.annotation.name            answer, or document
///                                     .label           good / bad, or wanted / unwanted
///                                     .score           1 / 0
///                                     .explanation     the note
///                                     .annotator_kind  HUMAN
///                                     .identifier      spanwise, or spanwise:KEY with the document's key in
///                                     16 hex digits .metadata
///                                     {"time":"nanoseconds","question":"KEY","id":"...","title":"..."}
///
/// A copy of the batch with the labels on the span at row, behind the annotations that it has. Views into the
/// original: it must outlive the copy. Only spans, resources and scopes.
TelemetryBatch withLabels(const TelemetryBatch &batch, std::size_t row, const TraceLabels &labels);

/// The way back. Takes the attributes that withLabels() wrote out of every span, so that an exported trace
/// comes back equal, and says what they meant. Annotations of others, and such that are damaged, stay where
/// they are. Costs a glance at each key.
std::vector<TraceLabels> takeLabels(TelemetryBatch &batch);

} // namespace spanwise
