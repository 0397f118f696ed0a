// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/recordedpoint.h"

#include <vector>

namespace spanwise {

/// What the data points of a batch are known again by, in their order: equal when stream, interval and value
/// are. What describes the metric, and exemplars, are not part of it. O(bytes of the batch).
std::vector<RecordedPoint> identitiesOf(const TelemetryBatch &batch);

} // namespace spanwise
