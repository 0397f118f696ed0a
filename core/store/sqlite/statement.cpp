// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/statement.h"

#include "core/store/sqlite/connection.h"

#include <sqlite3.h>

#include <cmath>
#include <limits>

namespace spanwise {

Statement::~Statement()
{
    if (m_statement == nullptr)
        return;
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement); // what was viewed may be gone before the next use
}

Statement &Statement::bind(std::int64_t value)
{
    sqlite3_bind_int64(m_statement, ++m_bound, value);
    return *this;
}

Statement &Statement::bind(double value)
{
    if (std::isnan(value))
        return bindNull();
    sqlite3_bind_double(m_statement, ++m_bound, value);
    return *this;
}

Statement &Statement::bind(std::string_view bytes)
{
    // A null pointer would be bound as NULL.
    const char *const data = bytes.data() == nullptr ? "" : bytes.data();
    sqlite3_bind_blob64(m_statement, ++m_bound, data, bytes.size(), SQLITE_STATIC);
    return *this;
}

Statement &Statement::bindText(std::string_view utf8)
{
    const char *const data = utf8.data() == nullptr ? "" : utf8.data();
    sqlite3_bind_text64(m_statement, ++m_bound, data, utf8.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement &Statement::bindNull()
{
    sqlite3_bind_null(m_statement, ++m_bound);
    return *this;
}

void Statement::run()
{
    while (next()) {
    }
    m_bound = 0;
    m_done = false;
}

bool Statement::next()
{
    if (m_done)
        return false;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(sqlite3_stmt_readonly(m_statement) != 0 ? "read" : "execute");
    m_done = true;
    sqlite3_reset(m_statement); // at once: it no longer holds the read open
    return false;
}

void Statement::fail(const char *what)
{
    SqlFailure failure = m_connection->failure(what);
    sqlite3_reset(m_statement);
    throw failure;
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN()
                          : sqlite3_column_double(m_statement, column);
}

std::string_view Statement::bytes(int column) const
{
    const auto *const data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return {data == nullptr ? "" : data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

std::int64_t Statement::insertedRow() const
{
    return sqlite3_last_insert_rowid(m_connection->handle());
}

std::int64_t Statement::changedRows() const
{
    return sqlite3_changes64(m_connection->handle());
}

} // namespace spanwise
