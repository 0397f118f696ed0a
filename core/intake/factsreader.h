// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/spanfacts.h"

#include <functional>
#include <vector>

namespace spanwise {

/// Reads what the spans of a batch mean: genai::readFacts, handed in so that neither the intake nor a store
/// depends on the dialects.
///
/// Answers with the facts of every span, in the order of batch.spans; text that it has to compose goes into
/// the batch's arena. Does not throw. The intake calls it for every batch that arrives, a store for every
/// trace that it loads: both must be given the same one. Called from several threads at the same time.
using FactsReader = std::function<std::vector<SpanFacts>(TelemetryBatch &)>;

/// What read says of the batch. Without a reader only `failed` is filled, from the status.
std::vector<SpanFacts> readAllFacts(const FactsReader &read, TelemetryBatch &batch);

} // namespace spanwise
