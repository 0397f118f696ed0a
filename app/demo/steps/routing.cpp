// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/routing.h"

namespace spanwise::demo {

std::string_view nameOf(Route route)
{
    return route == Route::Simple ? "simple" : "multi_hop";
}

std::optional<Route> routeOf(std::string_view name)
{
    if (name == "simple")
        return Route::Simple;
    if (name == "multi_hop")
        return Route::MultiHop;
    return std::nullopt;
}

Routing decideRoute(const Analysis &analysis, std::optional<Route> forced)
{
    Routing routing;
    const std::size_t parts = analysis.subQuestions.size();
    routing.complexity = parts > 1 ? static_cast<double>(parts - 1) : 0;
    routing.reason = parts == 1 ? "1 question" : std::to_string(parts) + " sub-questions";
    if (analysis.intent == Analysis::Intent::Comparison) {
        routing.complexity += 0.5;
        routing.reason += ", comparison";
    }
    // A question of a dozen topic words usually needs more than one section to be answered.
    // Without blanks between words the terms overlap and their number says little.
    constexpr std::size_t usualTerms = 6;
    const bool hasBlanks = analysis.language != "zh" && analysis.language != "ja";
    if (hasBlanks && analysis.terms.size() > usualTerms) {
        routing.complexity += 0.1 * static_cast<double>(analysis.terms.size() - usualTerms);
        routing.reason += ", " + std::to_string(analysis.terms.size()) + " terms";
    }
    routing.route = routing.complexity >= 1 ? Route::MultiHop : Route::Simple;
    if (forced) {
        routing.route = *forced;
        routing.reason = "asked for by context.pipeline";
    }
    return routing;
}

} // namespace spanwise::demo
