// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonlog.h"

#include <charconv>

namespace spanwise {
namespace {

/// Reads a text from left to right.
class IsoScanner
{
public:
    explicit IsoScanner(std::string_view text)
        : m_rest(text)
    {
    }

    bool skip(std::string_view anyOf)
    {
        if (m_rest.empty() || anyOf.find(m_rest.front()) == std::string_view::npos)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    /// Exactly count digits.
    bool digits(std::size_t count, int &target)
    {
        if (m_rest.size() < count ||
            m_rest.substr(0, count).find_first_not_of("0123456789") != std::string_view::npos)
            return false;
        std::from_chars(m_rest.data(), m_rest.data() + count, target);
        m_rest.remove_prefix(count);
        return true;
    }

    /// Digits behind a point, as nanoseconds; further ones are cut.
    std::int64_t fraction()
    {
        std::int64_t nanoseconds = 0;
        std::int64_t unit = 100'000'000;
        for (; !m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9'; m_rest.remove_prefix(1)) {
            nanoseconds += unit * (m_rest.front() - '0');
            unit /= 10;
        }
        return nanoseconds;
    }

    bool atEnd() const { return m_rest.empty(); }
    char next() const { return m_rest.empty() ? '\0' : m_rest.front(); }

private:
    std::string_view m_rest;
};

/// Minutes east of Greenwich; nullopt when what is left is no zone.
std::optional<int> zoneOf(IsoScanner &scanner)
{
    scanner.skip(" ");
    if (scanner.atEnd())
        return 0;
    if (scanner.skip("Zz"))
        return scanner.atEnd() ? std::optional(0) : std::nullopt;
    const int sign = scanner.next() == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!scanner.skip("+-") || !scanner.digits(2, hours))
        return std::nullopt;
    scanner.skip(":");
    if (!scanner.atEnd() && !scanner.digits(2, minutes))
        return std::nullopt;
    return scanner.atEnd() && hours < 24 && minutes < 60 ? std::optional(sign * (hours * 60 + minutes))
                                                         : std::nullopt;
}

} // namespace

std::optional<Timestamp> timestampFromIso(std::string_view text) noexcept
{
    IsoScanner scanner(text);
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::int64_t fraction = 0;
    if (!scanner.digits(4, year) || !scanner.skip("-/") || !scanner.digits(2, month) || !scanner.skip("-/") ||
        !scanner.digits(2, day))
        return std::nullopt;
    if (scanner.skip("Tt ")) {
        if (!scanner.digits(2, hour) || !scanner.skip(":") || !scanner.digits(2, minute))
            return std::nullopt;
        if (scanner.skip(":") && !scanner.digits(2, second))
            return std::nullopt;
        if (scanner.skip(".,"))
            fraction = scanner.fraction();
    }
    const auto zone = zoneOf(scanner);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    // 64 bits of nanoseconds end in April 2262.
    if (!zone || !date.ok() || hour > 23 || minute > 59 || second > 60 || year < 1970 || year > 2261)
        return std::nullopt;
    return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
           std::chrono::minutes(minute - *zone) + std::chrono::seconds(second) + Duration(fraction);
}

} // namespace spanwise
