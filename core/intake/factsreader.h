// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/batch.h"
#include "core/model/spanfacts.h"

#include <functional>
#include <vector>

namespace spanwise {

/// Reads what one span means: genai::readFacts, handed in so that neither the intake nor a store depends on the dialects.
///
/// A pure function of its arguments that does not throw; text that it has to compose goes into the arena. The intake
/// calls it for every span that arrives, a store for every span that it loads: both must be given the same one. Called
/// from several threads at the same time.
using FactsReader = std::function<SpanFacts(const Span &, const Resource &, const Scope &, Arena &)>;

/// The facts of every span of batch, in its order. Without a reader only `failed` is filled, from the status.
std::vector<SpanFacts> readAllFacts(const FactsReader &read, TelemetryBatch &batch);

} // namespace spanwise
