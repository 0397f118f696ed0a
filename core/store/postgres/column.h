// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise::pg {

/// PostgreSQL's numbers for its types (pg_type.dat).
enum class Type : std::uint32_t { Boolean = 16, Bytes = 17, Integer = 20, Text = 25, Real = 701 };

/// Appends a number as the wire has it, most significant byte first.
template<class Number>
void appendNumber(std::string &out, Number value)
{
    for (int shift = 8 * (int(sizeof(Number)) - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift)));
}

/// One column of many rows, as the array that `unnest($1)` takes apart: rows are added by the thousand in one
/// statement. (PostgreSQL: src/backend/utils/adt/arrayfuncs.c, array_recv.)
class Column
{
public:
    explicit Column(Type type)
        : m_type(type)
    {
    }

    void add(std::int64_t value)
    {
        appendNumber<std::uint32_t>(m_items, 8);
        appendNumber(m_items, static_cast<std::uint64_t>(value));
        ++m_count;
    }
    void add(Timestamp time) { add(std::int64_t(time.time_since_epoch().count())); }
    void add(double value);
    void add(bool value)
    {
        appendNumber<std::uint32_t>(m_items, 1);
        m_items.push_back(value ? '\1' : '\0');
        ++m_count;
    }
    /// Bytes, or text that PostgreSQL accepts (text.h).
    void add(std::string_view bytes)
    {
        appendNumber(m_items, static_cast<std::uint32_t>(bytes.size()));
        m_items.append(bytes);
        ++m_count;
    }
    template<class Tag, std::size_t N>
    void add(const OpaqueId<Tag, N> &id)
    {
        add(std::string_view(reinterpret_cast<const char *>(id.bytes().data()), N));
    }
    template<class T>
    void add(const std::optional<T> &value)
    {
        value ? add(*value) : addNull();
    }
    void addNull()
    {
        appendNumber(m_items, UINT32_MAX);
        m_hasNull = true;
        ++m_count;
    }
    void add(const char *) = delete; // would be a bool

    Type type() const noexcept { return m_type; }
    std::size_t count() const noexcept { return m_count; }
    std::string bytes() const;

private:
    Type m_type;
    bool m_hasNull = false;
    std::uint32_t m_count = 0;
    std::string m_items;
};

} // namespace spanwise::pg
