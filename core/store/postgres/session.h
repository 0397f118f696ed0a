// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/failure.h"
#include "core/store/postgres/parameters.h"
#include "core/store/postgres/postgresurl.h"
#include "core/store/postgres/rows.h"
#include "core/store/postgres/stopsignal.h"

#include <QSqlDatabase>

#include <map>
#include <string>
#include <string_view>

struct pg_conn;

namespace spanwise::pg {

/// One connection to the server. Used by one thread at a time, whichever it is.
///
/// Qt's driver QPSQL opens and closes it. Statements go through libpq on the driver's handle, as the SQLite
/// store uses SQLite's: the driver writes every value as text into an EXECUTE statement, bytes as hexadecimal
/// digits in UTF-16, cannot be interrupted, and hides SQLSTATE where the connection is lost.
class Session
{
public:
    enum class Role { Reader, Writer };

    /// Connects, waiting for five seconds at most. Throws Failure, of kind Lost when the server cannot be
    /// reached.
    Session(const PostgresUrl &url, Role role);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// Runs one statement that is planned for these parameters.
    Rows run(const std::string &sql, const Parameters &parameters = {});
    /// Runs one statement that is planned once for the connection; for text that never changes.
    Rows runPrepared(std::string_view sql, const Parameters &parameters = {});
    /// Runs statements without parameters and rows, one or several.
    void execute(const std::string &sql);

    /// While signal lives, statements end with Code::Cancelled soon after it was requested.
    void interruptBy(const StopSignal *signal) { m_signal = signal; }
    /// Nothing can be done with it any more.
    bool isBroken() const;
    /// A number of its own among the connections of the server.
    int number() const;

private:
    void open(const PostgresUrl &url);
    void setUp(const PostgresUrl &url, Role role);
    Rows results();
    void waitForAnswer();
    void cancel();
    [[noreturn]] void fail(const pg_result *result);
    Failure failureOf(const pg_result *result) const;
    Failure lost(const std::string &why) const;

    const std::string m_where;
    QString m_name;
    QSqlDatabase m_database;
    pg_conn *m_connection = nullptr;
    const StopSignal *m_signal = nullptr;
    bool m_abandoned = false; // an answer, or a request to stop, may still be under way
    std::map<std::string, std::string, std::less<>> m_prepared; // statement -> its name on the server
};

/// A transaction that is rolled back unless it was committed.
class Unit
{
public:
    enum class Kind { Read, Write };

    Unit(Session &session, Kind kind);
    ~Unit();
    Unit(const Unit &) = delete;
    Unit &operator=(const Unit &) = delete;

    void commit();

private:
    Session &m_session;
    bool m_open = true;
};

} // namespace spanwise::pg
