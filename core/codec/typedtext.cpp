// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/typedtext.h"

#include <array>
#include <charconv>
#include <cmath>

namespace spanwise {
namespace {

template<class Number>
bool isWrittenAs(Number number, std::string_view text, auto... format)
{
    std::array<char, 40> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format...);
    return written.ec == std::errc() && text == std::string_view(buffer.data(), written.ptr);
}

} // namespace

Value typedText(std::string_view text) noexcept
{
    constexpr std::size_t longest = 24;
    if (text.empty() || text.size() > longest)
        return Value::ofString(text);
    if (text == "true" || text == "false")
        return Value::ofBool(text == "true");
    if (text.front() != '-' && (text.front() < '0' || text.front() > '9'))
        return Value::ofString(text);
    const char *const end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto read = std::from_chars(text.data(), end, integer);
        read.ec == std::errc() && read.ptr == end)
        return isWrittenAs(integer, text) ? Value::ofInt(integer) : Value::ofString(text);
    else if (read.ec == std::errc::result_out_of_range)
        return Value::ofString(text); // an exact number that a double would round
    double real = 0;
    const auto read = std::from_chars(text.data(), end, real);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(real))
        return Value::ofString(text);
    // The exporter writes fractions the shortest way, without or with an exponent.
    return isWrittenAs(real, text) || isWrittenAs(real, text, std::chars_format::fixed)
               ? Value::ofDouble(real)
               : Value::ofString(text);
}

} // namespace spanwise
