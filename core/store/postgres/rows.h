// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/store/chunk/idbytes.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_result;

namespace spanwise::pg {

/// What a statement answered, read row by row in the binary form of the wire. Views stay valid as long as the
/// object.
class Rows
{
public:
    Rows() = default;
    explicit Rows(pg_result *result)
        : m_result(result)
    {
    }

    bool next();
    /// Rows that the statement changed, removed or returned.
    std::int64_t affected() const;

    bool isNull(int column) const;
    std::int64_t integer(int column) const; ///< any whole number or boolean; NULL is 0
    double real(int column) const;          ///< NULL is NaN
    std::string_view bytes(int column) const;
    std::vector<std::int64_t> integers(int column) const; ///< of an array of bigint
    std::string text(int column) const { return std::string(bytes(column)); }
    Timestamp time(int column) const { return Timestamp(Duration(integer(column))); }
    template<class Id>
    Id id(int column) const
    {
        return idFrom<Id>(bytes(column));
    }

private:
    struct Clear
    {
        void operator()(pg_result *result) const;
    };
    std::unique_ptr<pg_result, Clear> m_result;
    int m_row = -1;
};

} // namespace spanwise::pg
