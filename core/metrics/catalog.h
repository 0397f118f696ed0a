// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/metricinfo.h"

#include <span>
#include <string_view>

namespace spanwise {

/// The metrics that Spanwise derives from spans, then the named expressions (recording rules) over them.
///
/// All named expressions look at the last minute (queries_per_second at the last 10 s), so that a live chart
/// and an alert move within seconds of the traffic; `error_rate[15m]` asks the same of another window.
std::span<const MetricInfo> metricCatalog();

/// The entry of that name, or nullptr.
const MetricInfo *findMetric(std::string_view name);

} // namespace spanwise
