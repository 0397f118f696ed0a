// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace spanwise {

/// The kinds of telemetry that OTLP sends, each on a path and in messages of its own.
enum class Signal : std::uint8_t { Traces, Logs, Metrics };

inline constexpr std::array allSignals{Signal::Traces, Signal::Logs, Signal::Metrics};

/// What one piece of a signal is called, singular or plural, in what is said to senders.
constexpr std::string_view itemName(Signal signal, std::uint64_t count) noexcept
{
    switch (signal) {
    case Signal::Traces:
        return count == 1 ? "span" : "spans";
    case Signal::Logs:
        return count == 1 ? "log record" : "log records";
    case Signal::Metrics:
        return count == 1 ? "data point" : "data points";
    }
    return {};
}

} // namespace spanwise
