// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/rows.h"

#include <libpq-fe.h>

#include <bit>
#include <cstdlib>
#include <limits>

namespace spanwise::pg {
namespace {

/// Most significant byte first; one byte is a boolean.
std::int64_t number(std::string_view wire)
{
    std::uint64_t value = wire.size() > 1 && static_cast<signed char>(wire.front()) < 0 ? UINT64_MAX : 0;
    for (const char c : wire)
        value = value << 8U | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(value);
}

} // namespace

void Rows::Clear::operator()(pg_result *result) const
{
    PQclear(result);
}

bool Rows::next()
{
    return m_result && ++m_row < PQntuples(m_result.get());
}

std::int64_t Rows::affected() const
{
    return m_result ? std::strtoll(PQcmdTuples(m_result.get()), nullptr, 10) : 0;
}

bool Rows::isNull(int column) const
{
    return PQgetisnull(m_result.get(), m_row, column) != 0;
}

std::int64_t Rows::integer(int column) const
{
    return number(bytes(column));
}

std::vector<std::int64_t> Rows::integers(int column) const
{
    // Dimensions, flags, type, length, first number: 4 bytes each; then a length and a value for each.
    constexpr std::size_t header = 20;
    constexpr std::size_t item = 12;
    const std::string_view wire = bytes(column);
    std::vector<std::int64_t> values;
    for (std::size_t at = header; at + item <= wire.size(); at += item)
        values.push_back(number(wire.substr(at + 4, 8)));
    return values;
}

double Rows::real(int column) const
{
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN() : std::bit_cast<double>(integer(column));
}

std::string_view Rows::bytes(int column) const
{
    return {PQgetvalue(m_result.get(), m_row, column),
            static_cast<std::size_t>(PQgetlength(m_result.get(), m_row, column))};
}

} // namespace spanwise::pg
