// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/ticks.h"

#include <array>
#include <cmath>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

/// Above ten seconds people count in sixties.
constexpr std::array<Duration, 14> longSteps{10s,  15s,   30s,   60s, 120s, 300s, 600s,
                                             900s, 1800s, 3600s, 2h,  6h,   12h,  24h};

Duration roundStep(double atLeastNs)
{
    double decade = 1;
    while (decade < 1e10) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (const double step = decade * factor; step >= atLeastNs && step <= 5e9)
                return Duration(static_cast<std::int64_t>(step));
        }
        decade *= 10;
    }
    for (const Duration step : longSteps) {
        if (static_cast<double>(step.count()) >= atLeastNs)
            return step;
    }
    const double days = std::ceil(atLeastNs / static_cast<double>(longSteps.back().count()));
    return longSteps.back() * static_cast<std::int64_t>(days);
}

} // namespace

TickScale ticksFor(const Viewport &view, int minSpacingPx)
{
    const TimeWindow window = view.window();
    const double nsPerPixel = static_cast<double>(window.length().count()) / view.widthPx();
    TickScale scale{.step = roundStep(nsPerPixel * std::max(1, minSpacingPx)), .ticks = {}};

    const Duration from = window.begin - view.whole().begin;
    const Duration to = window.end - view.whole().begin;
    auto number = (from.count() + scale.step.count() - 1) / scale.step.count();
    for (Duration offset = number * scale.step; offset <= to; offset += scale.step) {
        const int x = static_cast<int>(view.xOf(view.whole().begin + offset));
        scale.ticks.push_back({.x = x, .offset = offset});
    }
    return scale;
}

} // namespace spanwise
