// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/evidence.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

/// Expressions look back; the longest named one takes five minutes.
constexpr Duration lookBack = 5min;
constexpr double hallucinated = 0.5;
constexpr double longestMs = 3.6e9; // a thousand hours; a rule may compare with any number

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// The number after the last comparison, or nullopt.
std::optional<double> thresholdOf(std::string_view expression)
{
    const auto sign = expression.find_last_of("<>");
    if (sign == std::string_view::npos)
        return std::nullopt;
    const auto begin = expression.find_first_of("0123456789.", sign);
    if (begin == std::string_view::npos)
        return std::nullopt;
    double value = 0;
    const auto result =
        std::from_chars(expression.data() + begin, expression.data() + expression.size(), value);
    return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

} // namespace

TraceFilter evidenceOf(const AlertStatus &alert, Timestamp now)
{
    TraceFilter filter;
    filter.queriesOnly = true;
    const bool stands = alert.state == AlertState::Pending || alert.state == AlertState::Firing;
    const Timestamp since = stands ? alert.since : now;
    filter.window = TimeWindow{since - alert.rule.hold - lookBack, now};
    for (const auto &[key, value] : alert.tags) {
        if (key == "service")
            filter.service = value;
        else if (key == "pipeline")
            filter.pipeline = value;
        else if (key == "step")
            filter.step = value;
    }
    const std::string &expression = alert.rule.expression;
    if (contains(expression, "error"))
        filter.failed = true;
    if (contains(expression, "hallucinat"))
        filter.minHallucination = hallucinated;
    if (const auto threshold = thresholdOf(expression); threshold && contains(expression, "latency_ms"))
        filter.minDuration = std::chrono::duration_cast<Duration>(
            std::chrono::duration<double, std::milli>(std::min(*threshold, longestMs)));
    return filter;
}

} // namespace spanwise
