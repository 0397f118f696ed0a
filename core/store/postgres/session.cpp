// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/session.h"

#include "core/store/postgres/sqlstate.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QThread>
#include <QVariant>

#include <libpq-fe.h>

#include <poll.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <optional>
#include <vector>

namespace spanwise::pg {

using namespace Qt::StringLiterals;

namespace {

/// Statements of the store take milliseconds, searches that narrow nothing some seconds. The server ends a
/// reading one after statementTimeout; who does not answer for answerTimeout is not there any more.
constexpr std::chrono::seconds statementTimeout{60};
constexpr std::chrono::seconds answerTimeout{90};
constexpr std::chrono::seconds cancelTimeout{2};

QString connectOptions(const PostgresUrl &url)
{
    // A network that swallows packets is noticed within half a minute.
    QString options =
        u"connect_timeout=5;application_name=spanwise;keepalives=1;keepalives_idle=10;keepalives_interval=5;"
        "keepalives_count=3;tcp_user_timeout=20000"_s;
    for (const auto &[key, value] : url.options)
        options += u";%1='%2'"_s.arg(QString::fromStdString(key), QString::fromStdString(value));
    return options;
}

} // namespace

Session::Session(const PostgresUrl &url, Role role)
    : m_where(url.shown())
{
    static std::atomic<int> number = 0; // QtSql keeps connections in one list for the process, by name
    m_name = u"spanwise-postgres-%1"_s.arg(++number);
    m_database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_name);
    try {
        open(url);
        setUp(url, role);
    } catch (const Failure &) {
        m_database.close();
        m_database = {};
        QSqlDatabase::removeDatabase(m_name);
        throw;
    }
    m_database.driver()->moveToThread(nullptr);
}

Session::~Session()
{
    m_database.driver()->moveToThread(QThread::currentThread());
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

void Session::open(const PostgresUrl &url)
{
    if (!m_database.isValid())
        throw Failure({Error::Code::Io,
                       "Qt's PostgreSQL driver is missing. Install it (Debian, Ubuntu: libqt6sql6-psql)."});
    m_database.setHostName(QString::fromStdString(url.host));
    m_database.setPort(url.port > 0 ? url.port : -1);
    m_database.setUserName(QString::fromStdString(url.user));
    m_database.setPassword(QString::fromStdString(url.password));
    m_database.setDatabaseName(QString::fromStdString(url.database));
    m_database.setConnectOptions(connectOptions(url));
    if (!m_database.open())
        throw Failure({Error::Code::Unreachable,
                       "The store " + m_where + " cannot be opened: " +
                           m_database.lastError().databaseText().simplified().toStdString() + "."},
                      Failure::Kind::Lost);
    const QVariant handle = m_database.driver()->handle();
    m_connection = *static_cast<pg_conn *const *>(handle.constData());
}

void Session::setUp(const PostgresUrl &url, Role role)
{
    // A client that falls asleep in the middle of a transaction (a laptop whose lid is shut) must not keep
    // the team waiting.
    std::string sql = "SET client_min_messages = error; SET search_path = \"" + url.schema +
                      "\", public; SET idle_in_transaction_session_timeout = '15s'; SET lock_timeout = "
                      "'15s'; SET jit = off; ";
    if (role == Role::Reader)
        sql += "SET default_transaction_read_only = on; SET statement_timeout = '" +
               std::to_string(statementTimeout.count()) + "s'";
    execute(sql);
}

Rows Session::run(const std::string &sql, const Parameters &parameters)
{
    const int sent = PQsendQueryParams(m_connection, sql.c_str(), parameters.count(), parameters.types(),
                                       parameters.values().data(), parameters.lengths().data(),
                                       std::vector<int>(std::size_t(parameters.count()), 1).data(), 1);
    if (sent == 0)
        fail(nullptr);
    return results();
}

Rows Session::runPrepared(std::string_view sql, const Parameters &parameters)
{
    auto known = m_prepared.find(sql);
    if (known == m_prepared.end()) {
        std::string name = "s" + std::to_string(m_prepared.size());
        if (PQsendPrepare(m_connection, name.c_str(), std::string(sql).c_str(), parameters.count(),
                          parameters.types()) == 0)
            fail(nullptr);
        results();
        known = m_prepared.emplace(sql, std::move(name)).first;
    }
    const int sent = PQsendQueryPrepared(m_connection, known->second.c_str(), parameters.count(),
                                         parameters.values().data(), parameters.lengths().data(),
                                         std::vector<int>(std::size_t(parameters.count()), 1).data(), 1);
    if (sent == 0)
        fail(nullptr);
    return results();
}

void Session::execute(const std::string &sql)
{
    if (PQsendQuery(m_connection, sql.c_str()) == 0)
        fail(nullptr);
    results();
}

/// The rows of the last statement; throws for the first that failed, when all have answered.
Rows Session::results()
{
    Rows last;
    std::optional<Failure> failure;
    for (;;) {
        waitForAnswer();
        pg_result *const result = PQgetResult(m_connection);
        if (result == nullptr)
            break;
        Rows rows(result);
        const ExecStatusType status = PQresultStatus(result);
        const bool isGood =
            status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
        if (!isGood && !failure)
            failure = failureOf(result);
        last = std::move(rows);
        if (PQstatus(m_connection) != CONNECTION_OK)
            break;
    }
    if (failure)
        throw *failure;
    if (PQstatus(m_connection) != CONNECTION_OK)
        throw lost("the connection ended");
    return last;
}

/// Until a result can be taken without waiting. Asks the server to stop when the signal says so.
void Session::waitForAnswer()
{
    using Clock = std::chrono::steady_clock;
    auto deadline = Clock::now() + answerTimeout;
    bool isCancelled = false;
    while (PQisBusy(m_connection) != 0) {
        const bool canStop = m_signal != nullptr && m_signal->file() >= 0 && !isCancelled;
        std::array<pollfd, 2> files{
            {{PQsocket(m_connection), POLLIN, 0}, {canStop ? m_signal->file() : -1, POLLIN, 0}}};
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        const int ready = left <= 0 ? 0 : poll(files.data(), files.size(), static_cast<int>(left));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            m_abandoned = true;
            throw lost("no answer came");
        }
        if (files[1].revents != 0) {
            isCancelled = true;
            deadline = Clock::now() + cancelTimeout;
            cancel();
        }
        if (files[0].revents != 0 && PQconsumeInput(m_connection) == 0)
            throw lost("the connection ended");
    }
}

void Session::cancel()
{
    PGcancel *const request = PQgetCancel(m_connection);
    std::array<char, 256> reason{};
    if (request != nullptr)
        PQcancel(request, reason.data(), static_cast<int>(reason.size()));
    PQfreeCancel(request);
    m_abandoned = true; // the request may arrive late and hit whatever runs next
}

void Session::fail(const pg_result *result)
{
    throw failureOf(result);
}

Failure Session::failureOf(const pg_result *result) const
{
    if (m_signal != nullptr && m_signal->isRequested())
        return Failure({Error::Code::Cancelled, "Cancelled."});
    const char *const state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *const said =
        result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string reason =
        QString::fromUtf8(said != nullptr ? said : PQerrorMessage(m_connection)).simplified().toStdString();
    if (state == nullptr || PQstatus(m_connection) != CONNECTION_OK)
        return lost(reason);
    const SqlState known = meaningOf(state);
    std::string message =
        "The store " + m_where + " could not do it: " + reason + " (SQLSTATE " + state + ").";
    if (!known.advice.empty())
        message += " " + std::string(known.advice);
    return Failure({known.code, std::move(message)}, known.kind);
}

Failure Session::lost(const std::string &why) const
{
    if (m_signal != nullptr && m_signal->isRequested())
        return Failure({Error::Code::Cancelled, "Cancelled."}, Failure::Kind::Lost);
    return Failure(
        {Error::Code::Unreachable, "The connection to the store " + m_where + " was lost: " + why + "."},
        Failure::Kind::Lost);
}

bool Session::isBroken() const
{
    return m_abandoned || PQstatus(m_connection) != CONNECTION_OK;
}

int Session::number() const
{
    return PQbackendPID(m_connection);
}

Unit::Unit(Session &session, Kind kind)
    : m_session(session)
{
    m_session.execute(kind == Kind::Write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

Unit::~Unit()
{
    if (!m_open || m_session.isBroken())
        return;
    try {
        m_session.interruptBy(nullptr);
        m_session.execute("ROLLBACK");
    } catch (const Failure &) {
        return; // the connection is gone, and the transaction with it
    }
}

void Unit::commit()
{
    m_session.execute("COMMIT");
    m_open = false;
}

} // namespace spanwise::pg
