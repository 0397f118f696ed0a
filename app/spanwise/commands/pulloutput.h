// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/receive/pull/prometheusserver.h"

namespace spanwise {

/// Prints each point on one line: name{labels} and its value; a distribution as count and sum.
void printPoints(const TelemetryBatch &batch);

/// Prints each value on one line: time, name{labels}, value; as JSON the whole series in one object.
void printSeries(const PrometheusSeries &series, bool asJson);

} // namespace spanwise
