// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/pointfilter.h"

#include <algorithm>
#include <cmath>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

Duration ofMilliseconds(double ms)
{
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(ms));
}

/// The sketch behind a quantile is right to 1 %: without this the query at the quantile itself could be
/// missing.
constexpr double sketchError = 0.01;

} // namespace

TraceFilter filterOfPoint(PointKind kind, Timestamp at, Duration lookback, double value, double slowestMs,
                          const std::string &step)
{
    TraceFilter filter;
    const Duration slowest = std::isnan(slowestMs) ? Duration(0) : ofMilliseconds(slowestMs);
    // The intervals of the engine are 10 s at the finest.
    const Duration length = std::max<Duration>(lookback, kind == PointKind::Throughput ? 10s : 1min);
    filter.window = TimeWindow{at - length - std::min<Duration>(slowest, 10min), at};
    switch (kind) {
    case PointKind::Latency:
        filter.minDuration = ofMilliseconds(value * (1 - sketchError));
        break;
    case PointKind::Failed:
        filter.failed = true;
        break;
    case PointKind::Step:
        filter.step = step;
        break;
    case PointKind::Throughput:
        break;
    }
    return filter;
}

} // namespace spanwise
