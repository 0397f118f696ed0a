// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <string>

namespace spanwise::test {

/// A PostgreSQL server of the tests' own, in a temporary folder, on a socket there and a free port of the
/// loopback interface. It ends with the object, and with the process even when that is killed. Relaxed, data
/// does not survive a power cut (fsync is off), but it does survive crash().
///
/// PostgreSQL refuses root: then it runs as the user `postgres` that the distribution's package has made.
class PostgresServer
{
public:
    /// The one of this process, started when it is first asked for.
    static PostgresServer &shared();

    /// Tests do not wait for the disk; a bench does.
    enum class Durability { Relaxed, AsInstalled };
    explicit PostgresServer(Durability durability = Durability::Relaxed);
    ~PostgresServer();
    PostgresServer(const PostgresServer &) = delete;
    PostgresServer &operator=(const PostgresServer &) = delete;

    /// Empty when the server runs, otherwise why it cannot: for QSKIP.
    const QString &problem() const noexcept { return m_problem; }

    /// The address of a schema; the same name is the same store.
    std::string url(const std::string &schema, const std::string &database = "team") const;
    /// The same through the loopback interface.
    std::string tcpUrl(const std::string &userAndPassword, const std::string &schema,
                       const std::string &database = "team") const;

    /// A name that no schema had yet.
    std::string newSchema() { return "t" + std::to_string(++m_schemas); }

    /// Runs SQL as the superuser, outside of any store; the first column of the rows, a line each.
    QString sql(const QString &text, const QString &database = QStringLiteral("team")) const;

    void stop();  ///< as an administrator does: sessions are ended
    void crash(); ///< as when the machine dies: nothing is written down any more
    bool start();

private:
    QString binary(const QString &name) const;
    QStringList asUser(QStringList command) const;
    bool run(const QStringList &command);
    void prepare();

    std::unique_ptr<QTemporaryDir> m_folder;
    const Durability m_durability;
    QString m_binaries;
    QString m_problem;
    quint16 m_port = 0;
    int m_schemas = 0;
    std::unique_ptr<QProcess> m_server;
};

} // namespace spanwise::test
