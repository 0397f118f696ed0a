// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/overview/snapshot.h"

namespace spanwise {

/// What a clicked point stands for.
enum class PointKind : std::uint8_t { Latency, Throughput, Failed, Step };

/// The queries behind a point: those that ended in the interval that its value was taken over.
///
/// The store keeps traces by their begin, so the window reaches back by the latency at that point. Latency
/// asks for queries at least as slow as the clicked value, Failed for failed ones, Step for those that have
/// the step.
TraceFilter filterOfPoint(PointKind kind, Timestamp at, Duration lookback, double value, double slowestMs,
                          const std::string &step);

} // namespace spanwise
