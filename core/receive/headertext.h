// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string_view>

namespace spanwise {

/// The way HTTP compares the names of things: ASCII letters alike, whatever the locale.
inline bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept
{
    const auto lowered = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(left, right, {}, lowered, lowered);
}

/// Without the spaces and tabs that HTTP allows around a header's value.
inline std::string_view trimmed(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace spanwise
