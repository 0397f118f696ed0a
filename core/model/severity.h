// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spanwise {

/// The classes of OpenTelemetry's SeverityNumber, four numbers each (protocols.md 1.4).
enum class Severity : std::uint8_t { None, Trace, Debug, Info, Warn, Error, Fatal };

inline constexpr std::array<std::string_view, 7> severityNames{"",     "TRACE", "DEBUG", "INFO",
                                                               "WARN", "ERROR", "FATAL"};

constexpr Severity severityOf(std::uint8_t number) noexcept
{
    return number == 0 ? Severity::None : static_cast<Severity>(std::min((number - 1) / 4 + 1, 6));
}

/// The class in capitals; empty for None.
constexpr std::string_view nameOf(Severity severity) noexcept
{
    return severityNames[static_cast<std::size_t>(severity)];
}

/// The smallest number of a class.
constexpr std::uint8_t lowestNumber(Severity severity) noexcept
{
    return severity == Severity::None ? std::uint8_t{0}
                                      : static_cast<std::uint8_t>((static_cast<int>(severity) - 1) * 4 + 1);
}

/// "warn", "WARNING", "Error" and so on; nullopt for what is no class.
constexpr std::optional<Severity> severityFromName(std::string_view name) noexcept
{
    const auto same = [name](std::string_view other) {
        return std::ranges::equal(
            name, other, {}, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    };
    for (std::size_t i = 1; i < severityNames.size(); ++i) {
        if (same(severityNames[i]))
            return static_cast<Severity>(i);
    }
    if (same("WARNING"))
        return Severity::Warn;
    if (same("CRITICAL"))
        return Severity::Fatal;
    return std::nullopt;
}

} // namespace spanwise
