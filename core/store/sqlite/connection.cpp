// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/connection.h"

#include "core/store/sqlite/textmatch.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QThread>
#include <QVariant>

#include <sqlite3.h>

#include <atomic>

namespace spanwise {

using namespace Qt::StringLiterals;

namespace {

constexpr int cancelCheckSteps = 2000; // virtual machine steps, some tens of microseconds

Error::Code codeOf(int sqliteCode)
{
    switch (sqliteCode & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Error::Code::Corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Error::Code::Busy;
    case SQLITE_INTERRUPT:
        return Error::Code::Cancelled;
    case SQLITE_TOOBIG:
        return Error::Code::TooLarge;
    default:
        return Error::Code::Io;
    }
}

std::string adviceFor(int sqliteCode)
{
    switch (sqliteCode & 0xff) {
    case SQLITE_FULL:
        return "The disk is full. Free some space there; nothing that was acknowledged is lost, and "
               "pipelines are asked to "
               "send the rest again.";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "The file is damaged. Restart Spanwise: it moves the damaged file aside, deletes nothing, and "
               "begins a new one.";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "Another program keeps it locked. Try again when that one has finished.";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return "Check that the folder exists and that you may write to it and to the file.";
    case SQLITE_IOERR:
        return "Reading or writing the disk failed. Check the disk and its free space.";
    default:
        return {};
    }
}

} // namespace

Connection::Connection(const std::filesystem::path &path, const Options &options)
    : m_path(path)
{
    static std::atomic<int> number = 0; // QtSql keeps connections in one list for the process, by name
    m_name = u"spanwise-store-%1"_s.arg(++number);
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    if (!m_database.isValid())
        throw SqlFailure({Error::Code::Io,
                          "Qt's SQLite driver is missing. Install it (Debian, Ubuntu: libqt6sql6-sqlite)."});
    m_database.setDatabaseName(QString::fromStdString(path.string()));
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(options.busyTimeout.count()));
    if (!m_database.open()) {
        const std::string reason = m_database.lastError().databaseText().toStdString();
        m_database = {};
        QSqlDatabase::removeDatabase(m_name);
        throw SqlFailure({Error::Code::Io, "Cannot open the store " + path.string() + ": " + reason + ". " +
                                               adviceFor(SQLITE_CANTOPEN)});
    }
    const QVariant handle = m_database.driver()->handle();
    m_handle = *static_cast<sqlite3 *const *>(handle.constData());
    sqlite3_extended_result_codes(m_handle, 1);
    try {
        execute(std::string("PRAGMA synchronous = ") + (options.syncEveryCommit ? "FULL" : "NORMAL") +
                "; PRAGMA cache_size = -" + std::to_string(options.cacheKiB) +
                "; PRAGMA foreign_keys = OFF; PRAGMA secure_delete = OFF;"
                "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = "
                "MEMORY");
    } catch (const SqlFailure &) {
        m_database.close();
        m_database = {};
        QSqlDatabase::removeDatabase(m_name);
        throw;
    }
    registerTextMatch(m_handle);
}

Connection::~Connection()
{
    m_prepared.clear();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

void Connection::attach()
{
    m_database.driver()->moveToThread(QThread::currentThread());
}

void Connection::detach()
{
    m_database.driver()->moveToThread(nullptr);
}

void Connection::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

Statement Connection::prepared(std::string_view sql)
{
    const Prepared::value_type *&lately =
        m_lately[reinterpret_cast<std::uintptr_t>(sql.data()) / 16 % m_lately.size()];
    if (lately != nullptr && lately->first == sql)
        return Statement(lately->second.get(), *this);
    if (const auto it = m_prepared.find(sql); it != m_prepared.end()) {
        lately = &*it;
        return Statement(it->second.get(), *this);
    }
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr) != SQLITE_OK)
        throw failure("prepare");
    return Statement(m_prepared.emplace(sql, statement).first->second.get(), *this);
}

void Connection::execute(const std::string &sql)
{
    if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw failure("execute");
}

void Connection::onCommit(std::function<void(int pagesInLog)> told)
{
    m_committed = std::move(told);
    sqlite3_wal_hook(
        m_handle,
        [](void *self, sqlite3 *, const char *, int pages) {
            static_cast<Connection *>(self)->m_committed(pages);
            return SQLITE_OK;
        },
        this);
}

std::int64_t Connection::pragma(const char *name)
{
    Statement statement = prepared(std::string("PRAGMA ") + name);
    return statement.next() ? statement.integer(0) : 0;
}

SqlFailure Connection::failure(const char *what) const
{
    const int code = sqlite3_extended_errcode(m_handle);
    if ((code & 0xff) == SQLITE_INTERRUPT)
        return SqlFailure({Error::Code::Cancelled, "Cancelled."});
    std::string message = std::string("The store ") + m_path.string() + " could not " + what + ": " +
                          sqlite3_errmsg(m_handle) + " (SQLite " + std::to_string(code) + "). " +
                          adviceFor(code);
    return SqlFailure({codeOf(code), std::move(message)});
}

Transaction::Transaction(Connection &connection, Kind kind)
    : m_connection(connection)
{
    m_connection.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction()
{
    // SQLite rolls back by itself after some errors; then this one has nothing to do.
    if (m_open && sqlite3_get_autocommit(m_connection.handle()) == 0)
        sqlite3_exec(m_connection.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit()
{
    m_connection.execute("COMMIT");
    m_open = false;
}

Interruptible::Interruptible(Connection &connection, std::stop_token stop)
    : m_connection(connection)
    , m_stop(std::move(stop))
{
    if (m_stop.stop_possible()) {
        sqlite3_progress_handler(
            connection.handle(), cancelCheckSteps,
            [](void *self) { return static_cast<Interruptible *>(self)->m_stop.stop_requested() ? 1 : 0; },
            this);
    }
    check();
}

Interruptible::~Interruptible()
{
    sqlite3_progress_handler(m_connection.handle(), 0, nullptr, nullptr);
}

void Interruptible::check() const
{
    if (m_stop.stop_requested())
        throw SqlFailure({Error::Code::Cancelled, "Cancelled."});
}

} // namespace spanwise
