// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonscalars.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>
#include <type_traits>

namespace spanwise {
namespace {

template<class Number>
std::optional<Number> wholeFromText(std::string_view text) noexcept
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size())
        return number;
    const auto real = doubleFromText(text);
    if (!real || std::trunc(*real) != *real)
        return std::nullopt;
    // 2^63 and 2^64 are exact as doubles; the largest integers are not.
    const double limit = std::ldexp(1.0, std::numeric_limits<Number>::digits);
    const double lowest = std::is_signed_v<Number> ? -limit : 0.0;
    if (*real < lowest || *real >= limit)
        return std::nullopt;
    return static_cast<Number>(*real);
}

} // namespace

std::optional<std::int64_t> integerFromText(std::string_view text) noexcept
{
    return wholeFromText<std::int64_t>(text);
}

std::optional<std::uint64_t> unsignedFromText(std::string_view text) noexcept
{
    return wholeFromText<std::uint64_t>(text);
}

std::optional<double> doubleFromText(std::string_view text) noexcept
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end != text.data() + text.size() || text.empty())
        return std::nullopt;
    if (error == std::errc())
        return number;
    if (error != std::errc::result_out_of_range)
        return std::nullopt;
    const double sign = text.front() == '-' ? -1.0 : 1.0;
    const bool tiny = text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos;
    return sign * (tiny ? 0.0 : std::numeric_limits<double>::infinity());
}

} // namespace spanwise
