// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spanwise {

/// Numbers from the text of a JSON token, digit by digit: a 64-bit integer never passes through a double unless it was
/// written as one ("1.5e9"), and then only when it is whole and fits. nullopt for anything else.
std::optional<std::int64_t> integerFromText(std::string_view text) noexcept;
std::optional<std::uint64_t> unsignedFromText(std::string_view text) noexcept;

/// Also "NaN", "Infinity", "-Infinity"; beyond the range of a double it is infinite, as JSON readers have it.
std::optional<double> doubleFromText(std::string_view text) noexcept;

} // namespace spanwise
