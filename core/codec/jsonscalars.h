// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace spanwise {

/// Numbers from the text of a JSON token, digit by digit: a 64-bit integer never passes through a double
/// unless it was written as one ("1.5e9"), and then only when it is whole and fits. nullopt for anything
/// else.
std::optional<std::int64_t> integerFromText(std::string_view text) noexcept;
std::optional<std::uint64_t> unsignedFromText(std::string_view text) noexcept;

/// Also "NaN", "Infinity", "-Infinity"; beyond the range of a double it is infinite, as JSON readers have it.
std::optional<double> doubleFromText(std::string_view text) noexcept;

/// The key that begins at raw, up to its quote. Never looks further: a length of all that follows, asked for
/// every key, would cost quadratic time.
inline std::string_view rawKey(const char *raw) noexcept
{
    const char *const end = std::strchr(raw, '"');
    return end == nullptr ? std::string_view() : std::string_view(raw, static_cast<std::size_t>(end - raw));
}

} // namespace spanwise
