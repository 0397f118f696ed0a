// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace spanwise {
namespace {

std::optional<int> numberAt(std::string_view text, std::size_t begin, std::size_t length)
{
    int number = 0;
    const char *const first = text.data() + begin;
    const auto [end, failure] = std::from_chars(first, first + length, number);
    if (failure != std::errc() || end != first + length || number < 0)
        return std::nullopt;
    return number;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<std::chrono::sys_seconds> httpDate(std::string_view text)
{
    using namespace std::chrono;
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || !text.ends_with(" GMT") || text[19] != ':' || text[22] != ':')
        return std::nullopt;
    const auto monthName = std::ranges::find(months, text.substr(8, 3));
    const auto dayNumber = numberAt(text, 5, 2);
    const auto yearNumber = numberAt(text, 12, 4);
    const auto hour = numberAt(text, 17, 2);
    const auto minute = numberAt(text, 20, 2);
    const auto second = numberAt(text, 23, 2);
    if (monthName == months.end() || !dayNumber || !yearNumber || !hour || !minute || !second)
        return std::nullopt;
    const year_month_day date{year(*yearNumber), month(static_cast<unsigned>(monthName - months.begin()) + 1),
                              day(static_cast<unsigned>(*dayNumber))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
}

} // namespace

bool isRetryable(unsigned httpStatus) noexcept
{
    return httpStatus == 429 || (httpStatus >= 502 && httpStatus <= 504);
}

std::optional<std::chrono::milliseconds> retryAfter(std::string_view value, Timestamp now)
{
    using namespace std::chrono;
    constexpr std::uint32_t longest = 366 * 24 * 3600;
    std::uint32_t wait = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), wait);
    if (failure == std::errc() && end == value.data() + value.size())
        return seconds(std::min(wait, longest));
    const auto date = httpDate(value);
    if (!date)
        return std::nullopt;
    return std::max(milliseconds(0), ceil<milliseconds>(Timestamp(*date) - now));
}

std::chrono::milliseconds backoff(const RetryPolicy &policy, unsigned attempt, double random)
{
    const auto longest = static_cast<double>(policy.longestDelay.count());
    const double plain = std::min(longest, static_cast<double>(policy.firstDelay.count()) *
                                               std::pow(policy.factor, static_cast<double>(attempt)));
    const double varied = plain * (1 + policy.jitter * (2 * random - 1));
    return std::chrono::milliseconds(std::llround(std::clamp(varied, 0.0, longest)));
}

} // namespace spanwise
