// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/sqlfailure.h"
#include "core/store/sqlite/statement.h"

#include <QSqlDatabase>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;

namespace spanwise {

/// One connection to a store's file, with its prepared statements.
///
/// Used by one thread at a time; attach() and detach() hand it over, as QSqlDatabase::moveToThread does from
/// Qt 6.8 on.
class Connection
{
public:
    struct Options
    {
        bool syncEveryCommit = false;
        std::chrono::milliseconds busyTimeout{5000};
        int cacheKiB = 16384; ///< pages kept at hand, until the connection is closed
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
    /// told is called after each commit of this connection. The log is not brought home by itself:
    /// Checkpointer does.
    void onCommit(std::function<void(int pagesInLog)> told);

    /// The error of the last call, in words for the user.
    SqlFailure failure(const char *what) const;
    const std::filesystem::path &path() const noexcept { return m_path; }
    sqlite3 *handle() const noexcept { return m_handle; }

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };
    struct SqlHash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view sql) const noexcept
        {
            return std::hash<std::string_view>()(sql);
        }
    };

    const std::filesystem::path m_path;
    QString m_name;
    QSqlDatabase m_database;
    sqlite3 *m_handle = nullptr;
    std::function<void(int)> m_committed;
    using Prepared =
        std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, SqlHash, std::equal_to<>>;
    Prepared m_prepared;
    std::array<const Prepared::value_type *, 64>
        m_lately{}; // by where the text stands: to compare it costs less than its hash
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
