// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/model/batch.h"
#include "core/model/trace.h"
#include "core/model/tracesummary.h"

#include <memory>
#include <string>
#include <vector>

namespace spanwise {

/// One trace as a back end gave it: what the intake stores when it is kept.
struct PulledTrace
{
    TelemetryBatch batch;           ///< spans of one trace, each once; perhaps log records
    std::vector<std::string> notes; ///< what is missing or was repaired
};

/// Leaves out what is there twice, by (trace, span), and spans of other traces than id. The first stays.
/// Returns how many other traces' spans there were.
std::size_t keepOnly(TelemetryBatch &batch, TraceId id);

/// The trace to look at. Takes the batch; nullptr when it has no spans.
std::shared_ptr<const Trace> traceOf(PulledTrace pulled, const FactsReader &readFacts);

/// The rows of a list that these spans come to, newest first.
std::vector<TraceSummary> summariesOf(TelemetryBatch &batch, const FactsReader &readFacts);

} // namespace spanwise
