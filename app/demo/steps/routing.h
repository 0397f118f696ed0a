// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/analysis.h"

#include <optional>
#include <string>
#include <string_view>

namespace spanwise::demo {

/// Which way a question takes through the pipeline.
enum class Route { Simple, MultiHop };

std::string_view nameOf(Route route);
std::optional<Route> routeOf(std::string_view name);

/// A route with its reason.
struct Routing
{
    Route route = Route::Simple;
    double complexity = 0; ///< multi_hop from 1 on
    std::string reason;    ///< for the trace: "2 sub-questions, comparison"
};

/// Decides by sub-questions, comparison and length; forced overrules.
Routing decideRoute(const Analysis &analysis, std::optional<Route> forced = {});

} // namespace spanwise::demo
