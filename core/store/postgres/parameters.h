// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/column.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise::pg {

/// The values for $1, $2, ... of a statement, in the binary form of the wire: no quoting, no bytes as
/// hexadecimal digits.
class Parameters
{
public:
    Parameters &integer(std::int64_t value);
    Parameters &integer(Timestamp time) { return integer(std::int64_t(time.time_since_epoch().count())); }
    Parameters &real(double value);
    Parameters &boolean(bool value) { return own(Type::Boolean, std::string(1, value ? '\1' : '\0')); }
    Parameters &bytes(std::string_view bytes) { return own(Type::Bytes, std::string(bytes)); }
    /// Text that PostgreSQL accepts (text.h).
    Parameters &text(std::string_view text) { return own(Type::Text, std::string(text)); }
    Parameters &column(const Column &column);
    template<class Tag, std::size_t N>
    Parameters &id(const OpaqueId<Tag, N> &id)
    {
        return bytes({reinterpret_cast<const char *>(id.bytes().data()), N});
    }

    /// "$n" for the value that was added last.
    std::string place() const { return "$" + std::to_string(m_types.size()); }
    int count() const noexcept { return static_cast<int>(m_types.size()); }

    // As libpq takes them.
    const std::uint32_t *types() const noexcept { return m_types.data(); }
    std::vector<const char *> values() const;
    std::vector<int> lengths() const;

private:
    Parameters &own(Type type, std::string bytes);

    std::vector<std::uint32_t> m_types;
    std::deque<std::string> m_values;
};

} // namespace spanwise::pg
