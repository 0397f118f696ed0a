// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include "core/store/sqlite/sqlfailure.h"

#include <QByteArray>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;

namespace spanwise {

/// A prepared statement that is being used. Throws SqlFailure when SQLite refuses.
///
/// Text goes in and out as bytes (`CAST(? AS TEXT)`, `CAST(x AS BLOB)`): UTF-8 as it was sent, without a detour through
/// UTF-16. What is bound is viewed, not copied, until the statement has run. Finished when it goes out of scope: an open
/// read would keep the log from being reset.
class Statement
{
public:
    Statement(QSqlQuery &query, const class Connection &connection) : m_query(&query), m_connection(&connection) {}
    Statement(Statement &&other) noexcept
        : m_query(std::exchange(other.m_query, nullptr))
        , m_connection(other.m_connection)
        , m_bound(other.m_bound)
        , m_ran(other.m_ran)
    {
    }
    Statement &operator=(Statement &&) = delete;
    ~Statement()
    {
        if (m_query != nullptr)
            m_query->finish();
    }

    Statement &bind(std::int64_t value);
    Statement &bind(double value); ///< NaN becomes NULL
    Statement &bind(std::string_view bytes);
    Statement &bind(Timestamp time) { return bind(static_cast<std::int64_t>(time.time_since_epoch().count())); }
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

    /// Runs it, for statements without rows. May be called again after binding anew.
    void run();
    /// Runs it when it has not run, then steps to the next row.
    bool next();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const; ///< NULL is NaN
    QByteArray bytes(int column) const;
    std::string text(int column) const { return bytes(column).toStdString(); }
    Timestamp time(int column) const { return Timestamp(Duration(integer(column))); }
    template<class Id>
    Id id(int column) const
    {
        return toId<Id>(bytes(column));
    }
    template<class Id>
    static Id toId(const QByteArray &bytes)
    {
        if (bytes.size() != static_cast<qsizetype>(Id::byteCount))
            return {};
        return Id(std::span<const std::uint8_t, Id::byteCount>(reinterpret_cast<const std::uint8_t *>(bytes.data()),
                                                               Id::byteCount));
    }

    std::int64_t insertedRow() const;
    /// Rows that the last run() changed or removed.
    std::int64_t changedRows() const;

private:
    QSqlQuery *m_query; // nullptr once moved from
    const Connection *m_connection;
    int m_bound = 0;
    bool m_ran = false;
};

/// One connection to a store's file, with its prepared statements.
///
/// Used by one thread at a time; attach() and detach() hand it over, as QSqlDatabase::moveToThread does from Qt 6.8 on.
class Connection
{
public:
    struct Options
    {
        bool syncEveryCommit = false;
        std::chrono::milliseconds busyTimeout{5000};
    };

    /// Opens the file, which may be empty or damaged: nothing is read yet. Throws SqlFailure.
    Connection(const std::filesystem::path &path, const Options &options);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void attach();
    void detach();

    /// The statement, prepared when it is first asked for. Not while it is in use.
    Statement prepared(std::string_view sql);
    /// Statements without parameters and rows, one or several.
    void execute(const std::string &sql);
    std::int64_t pragma(const char *name);

    /// The error of the last call, in words for the user.
    SqlFailure failure(const char *what) const;
    const std::filesystem::path &path() const noexcept { return m_path; }
    sqlite3 *handle() const noexcept { return m_handle; }

private:
    const std::filesystem::path m_path;
    QString m_name;
    QSqlDatabase m_database;
    sqlite3 *m_handle = nullptr;
    std::unordered_map<std::string_view, std::unique_ptr<QSqlQuery>> m_prepared; // keys view m_sql
    std::unordered_map<std::string_view, std::unique_ptr<std::string>> m_sql;
};

/// A transaction that is rolled back unless it was committed.
class Transaction
{
public:
    enum class Kind { Read, Write };

    Transaction(Connection &connection, Kind kind);
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    ~Transaction();

    void commit();

private:
    Connection &m_connection;
    bool m_open = true;
};

/// While it lives, statements of the connection end with Code::Cancelled soon after a stop is requested.
class Interruptible
{
public:
    Interruptible(Connection &connection, std::stop_token stop);
    Interruptible(const Interruptible &) = delete;
    Interruptible &operator=(const Interruptible &) = delete;
    ~Interruptible();

    /// Throws when a stop was requested; for loops between statements.
    void check() const;

private:
    Connection &m_connection;
    std::stop_token m_stop;
};

} // namespace spanwise
