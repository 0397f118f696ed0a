// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/chrome/chromeevent.h"

#include "core/codec/everydayjson.h"

#include <cmath>

namespace spanwise {
namespace {

/// Microseconds, perhaps with a fraction, perhaps as text. nullopt beyond 292 years.
std::optional<std::int64_t> nanoseconds(const Value *value)
{
    constexpr double limit = 9.2e15;
    if (value == nullptr)
        return std::nullopt;
    if (const auto whole = wholeNumber(*value); whole && std::abs(static_cast<double>(*whole)) < limit)
        return *whole * 1000;
    const auto real = realNumber(*value);
    if (!real || !(std::abs(*real) < limit))
        return std::nullopt;
    return std::llround(*real * 1000);
}

} // namespace

std::string chromeText(const Value &json, std::string_view key)
{
    const Value *const value = member(json, key);
    if (value == nullptr)
        return {};
    return value->isString() ? std::string(value->string()) : everydayJson(*value);
}

std::optional<ChromeEvent> readChromeEvent(const Value &json, std::string &reason)
{
    const std::string_view phase = memberText(json, "ph");
    if (phase.size() != 1) {
        reason = "it has no phase (\"ph\")";
        return std::nullopt;
    }
    ChromeEvent event;
    event.phase = phase[0];
    event.name = memberText(json, "name");
    event.category = memberText(json, "cat");
    event.process = chromeText(json, "pid");
    event.thread = chromeText(json, "tid");
    event.length = nanoseconds(member(json, "dur"));
    event.json = &json;
    const auto time = nanoseconds(member(json, "ts"));
    if (!time && event.isTimed()) {
        reason = "its time (\"ts\") is not a number of microseconds";
        return std::nullopt;
    }
    event.time = time.value_or(0);
    return event;
}

} // namespace spanwise
