// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Which web pages may send from a browser: none, those of certain origins, or all.
///
/// An origin is scheme, host and port as a browser names it, "https://app.example.org" or
/// "http://localhost:3000"; "*" is every one. Immutable once handed over, so any thread.
struct CorsPolicy
{
    std::vector<std::string> origins{};

    bool allows(std::string_view origin) const noexcept;
    /// Empty, or why the text names no origin.
    static std::string problemOf(std::string_view origin);

    friend bool operator==(const CorsPolicy &, const CorsPolicy &) = default;
};

} // namespace spanwise
