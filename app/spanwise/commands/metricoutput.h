// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/exemplarrow.h"
#include "core/receive/pull/prometheusserver.h"

#include <nlohmann/json_fwd.hpp>

namespace spanwise {

/// Prints each point on one line: name{labels} and its value; a distribution as count and sum.
void printPoints(const TelemetryBatch &batch);

/// Prints each value on one line: time, name{labels}, value; as JSON the whole series in one object.
void printSeries(const PrometheusSeries &series, bool asJson);

/// Prints time, name{labels}, value, and trace and span where they are known; as JSON all of it, with times
/// in nanoseconds as OTLP/JSON has them.
void printExemplar(const ExemplarRow &exemplar, bool asJson);

void printJsonLine(const nlohmann::ordered_json &object);

} // namespace spanwise
