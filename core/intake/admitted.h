// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/label.h"
#include "core/model/spanfacts.h"

#include <vector>

namespace spanwise {

/// A batch that admission has completed: facts[i] says what batch.spans[i] means.
struct AdmittedBatch
{
    TelemetryBatch batch;
    std::vector<SpanFacts> facts;
    std::vector<TraceLabels>
        labels{}; ///< what people said about its traces elsewhere, taken out of the spans
};

} // namespace spanwise
