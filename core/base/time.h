// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace spanwise {

/// Wall-clock instants carry nanoseconds, as OTLP does; 64 bits last until 2262.
/// chrono already forbids adding two instants or mixing an instant with a length.
using Duration = std::chrono::nanoseconds;
using Timestamp = std::chrono::sys_time<Duration>;

/// Half-open interval [begin, end).
struct TimeWindow
{
    Timestamp begin;
    Timestamp end;

    constexpr Duration length() const { return end - begin; }
    constexpr bool contains(Timestamp t) const { return begin <= t && t < end; }
    friend constexpr bool operator==(const TimeWindow &, const TimeWindow &) = default;
};

} // namespace spanwise
