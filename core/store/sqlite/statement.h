// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/store/chunk/idbytes.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3_stmt;

namespace spanwise {

class Connection;

/// A prepared statement that is being used. Throws SqlFailure when SQLite refuses.
///
/// It speaks to SQLite itself on the connection that QtSql opened: through QSqlQuery a row of a trace, 29
/// values, costs as much in variants as it does in the database (tests/bench/store: 4.9 ms a batch of 512
/// spans, 2.9 without them).
///
/// Text goes in and out as bytes (`CAST(? AS TEXT)` or bindText, `CAST(x AS BLOB)`): UTF-8 as it was sent.
/// What is bound is viewed, not copied, until the statement has run. Finished when it goes out of scope: an
/// open read would keep the log from being reset.
class Statement
{
public:
    Statement(sqlite3_stmt *statement, const Connection &connection)
        : m_statement(statement)
        , m_connection(&connection)
    {
    }
    Statement(Statement &&other) noexcept
        : m_statement(std::exchange(other.m_statement, nullptr))
        , m_connection(other.m_connection)
        , m_bound(other.m_bound)
        , m_done(other.m_done)
    {
    }
    Statement &operator=(Statement &&) = delete;
    ~Statement();

    Statement &bind(std::int64_t value);
    Statement &bind(double value); ///< NaN becomes NULL
    Statement &bind(std::string_view bytes);
    Statement &bindText(std::string_view utf8);
    Statement &bind(Timestamp time)
    {
        return bind(static_cast<std::int64_t>(time.time_since_epoch().count()));
    }
    Statement &bindNull();
    template<class Tag, std::size_t N>
    Statement &bind(const OpaqueId<Tag, N> &id)
    {
        return bind(std::string_view(reinterpret_cast<const char *>(id.bytes().data()), N));
    }
    template<class T>
    Statement &bind(const std::optional<T> &value)
    {
        return value ? bind(*value) : bindNull();
    }

    /// Runs it to its end, for statements without rows. May be called again after binding anew.
    void run();
    /// Steps to the next row; the first call runs it. False after the last, however often it is asked.
    bool next();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const; ///< NULL is NaN
    /// Valid until the next step.
    std::string_view bytes(int column) const;
    std::string text(int column) const { return std::string(bytes(column)); }
    Timestamp time(int column) const { return Timestamp(Duration(integer(column))); }
    template<class Id>
    Id id(int column) const
    {
        return idFrom<Id>(bytes(column));
    }
    template<class Id>
    static Id toId(std::string_view bytes)
    {
        return idFrom<Id>(bytes);
    }

    std::int64_t insertedRow() const;
    /// Rows that the last run() changed or removed.
    std::int64_t changedRows() const;

private:
    [[noreturn]] void fail(const char *what);

    sqlite3_stmt *m_statement; // nullptr once moved from
    const Connection *m_connection;
    int m_bound = 0;
    bool m_done = false;
};

} // namespace spanwise
