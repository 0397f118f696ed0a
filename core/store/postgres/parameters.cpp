// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/parameters.h"

#include <bit>
#include <utility>

namespace spanwise::pg {
namespace {

/// The number of the type of arrays of a type (pg_type.dat).
std::uint32_t arrayOf(Type type)
{
    switch (type) {
    case Type::Boolean:
        return 1000;
    case Type::Bytes:
        return 1001;
    case Type::Integer:
        return 1016;
    case Type::Text:
        return 1009;
    case Type::Real:
        return 1022;
    }
    return 0;
}

} // namespace

void Column::add(double value)
{
    appendNumber<std::uint32_t>(m_items, 8);
    appendNumber(m_items, std::bit_cast<std::uint64_t>(value));
    ++m_count;
}

std::string Column::bytes() const
{
    std::string out;
    out.reserve(20 + m_items.size());
    appendNumber<std::uint32_t>(out, m_count > 0 ? 1 : 0); // dimensions
    appendNumber<std::uint32_t>(out, m_hasNull ? 1 : 0);
    appendNumber(out, static_cast<std::uint32_t>(m_type));
    if (m_count > 0) {
        appendNumber(out, m_count);
        appendNumber<std::uint32_t>(out, 1); // number of the first
    }
    return out += m_items;
}

Parameters &Parameters::integer(std::int64_t value)
{
    std::string bytes;
    appendNumber(bytes, static_cast<std::uint64_t>(value));
    return own(Type::Integer, std::move(bytes));
}

Parameters &Parameters::real(double value)
{
    std::string bytes;
    appendNumber(bytes, std::bit_cast<std::uint64_t>(value));
    return own(Type::Real, std::move(bytes));
}

Parameters &Parameters::column(const Column &column)
{
    m_types.push_back(arrayOf(column.type()));
    m_values.push_back(column.bytes());
    return *this;
}

Parameters &Parameters::own(Type type, std::string bytes)
{
    m_types.push_back(static_cast<std::uint32_t>(type));
    m_values.push_back(std::move(bytes));
    return *this;
}

std::vector<const char *> Parameters::values() const
{
    std::vector<const char *> values;
    for (const std::string &value : m_values)
        values.push_back(value.data());
    return values;
}

std::vector<int> Parameters::lengths() const
{
    std::vector<int> lengths;
    for (const std::string &value : m_values)
        lengths.push_back(static_cast<int>(value.size()));
    return lengths;
}

} // namespace spanwise::pg
