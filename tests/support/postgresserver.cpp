// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/postgresserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>

#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

using namespace Qt::StringLiterals;

namespace spanwise::test {
namespace {

constexpr int patience = 60'000;

/// The newest that the distribution has installed; empty when there is none.
QString newestBinaries()
{
    const QDir all(u"/usr/lib/postgresql"_s);
    QString newest;
    int newestVersion = 0;
    for (const QString &version : all.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString binaries = all.filePath(version) + u"/bin"_s;
        if (version.toInt() > newestVersion && QFile::exists(binaries + u"/initdb"_s)) {
            newestVersion = version.toInt();
            newest = binaries;
        }
    }
    return newest;
}

quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    return probe.serverPort();
}

} // namespace

PostgresServer &PostgresServer::shared()
{
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer(Durability durability)
    : m_durability(durability)
    , m_binaries(newestBinaries())
{
    if (m_binaries.isEmpty()) {
        m_problem = u"PostgreSQL is not installed (package postgresql)"_s;
        return;
    }
    const passwd *const user = getpwnam("postgres");
    if (geteuid() == 0 && user == nullptr) {
        m_problem = u"PostgreSQL refuses to run as root, and there is no user 'postgres'"_s;
        return;
    }
    m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/spanwise-pg-XXXXXX"_s);
    if (geteuid() == 0 && chown(m_folder->path().toUtf8().constData(), user->pw_uid, user->pw_gid) != 0) {
        m_problem = u"the temporary folder cannot be given to the user 'postgres'"_s;
        return;
    }
    prepare();
}

void PostgresServer::prepare()
{
    const QString data = m_folder->filePath(u"data"_s);
    if (!run({binary(u"initdb"_s), u"-D"_s, data, u"-U"_s, u"spanwise"_s, u"-A"_s, u"trust"_s, u"-E"_s,
              u"UTF8"_s, u"--locale=C.UTF-8"_s, u"--no-sync"_s})) {
        m_problem = u"initdb failed"_s;
        return;
    }
    QFile access(data + u"/pg_hba.conf"_s);
    if (access.open(QIODevice::WriteOnly | QIODevice::Truncate))
        access.write("host all guarded 127.0.0.1/32 scram-sha-256\nlocal all all trust\nhost all all "
                     "127.0.0.1/32 trust\n");
    access.close();
    m_port = freePort();
    if (!start()) {
        m_problem = u"the PostgreSQL server does not start"_s;
        return;
    }
    sql(u"CREATE DATABASE team"_s, u"postgres"_s);
}

PostgresServer::~PostgresServer()
{
    stop();
}

std::string PostgresServer::url(const std::string &schema, const std::string &database) const
{
    return "postgres://spanwise@:" + std::to_string(m_port) + "/" + database +
           "?host=" + m_folder->path().toStdString() + "&schema=" + schema;
}

std::string PostgresServer::tcpUrl(const std::string &userAndPassword, const std::string &schema,
                                   const std::string &database) const
{
    return "postgres://" + userAndPassword + "@127.0.0.1:" + std::to_string(m_port) + "/" + database +
           "?schema=" + schema;
}

QString PostgresServer::sql(const QString &text, const QString &database) const
{
    QProcess psql;
    psql.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    psql.start(binary(u"psql"_s),
               {u"-X"_s, u"-A"_s, u"-t"_s, u"-q"_s, u"-h"_s, m_folder->path(), u"-p"_s,
                QString::number(m_port), u"-U"_s, u"spanwise"_s, u"-d"_s, database, u"-c"_s, text});
    psql.waitForFinished(patience);
    return QString::fromUtf8(psql.readAllStandardOutput()).trimmed();
}

bool PostgresServer::start()
{
    const QString folder = m_folder->path();
    const QStringList command = asUser({
        binary(u"postgres"_s),
        u"-D"_s,
        folder + u"/data"_s,
        u"-p"_s,
        QString::number(m_port),
        u"-k"_s,
        folder,
        u"-c"_s,
        u"listen_addresses=127.0.0.1"_s,
        u"-c"_s,
        m_durability == Durability::Relaxed ? u"fsync=off"_s : u"fsync=on"_s,
        u"-c"_s,
        u"lc_messages=C"_s,
        u"-c"_s,
        u"max_connections=60"_s,
    });
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::MergedChannels);
    m_server->setWorkingDirectory(folder);
    m_server->setChildProcessModifier(
        [] { prctl(PR_SET_PDEATHSIG, SIGINT); }); // as root setpriv does it, after the change of user
    m_server->start(command.constFirst(), command.mid(1));
    QByteArray said;
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < patience && m_server->state() != QProcess::NotRunning) {
        m_server->waitForReadyRead(500);
        said += m_server->readAll();
        if (said.contains("ready to accept connections"))
            return true;
    }
    qWarning("%s", said.constData());
    return false;
}

void PostgresServer::stop()
{
    if (!m_server || m_server->state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(m_server->processId()), SIGINT);
    m_server->waitForFinished(patience);
}

void PostgresServer::crash()
{
    ::kill(static_cast<pid_t>(m_server->processId()), SIGQUIT);
    m_server->waitForFinished(patience);
}

QString PostgresServer::binary(const QString &name) const
{
    return m_binaries + u'/' + name;
}

QStringList PostgresServer::asUser(QStringList command) const
{
    if (geteuid() == 0)
        command = QStringList{u"setpriv"_s,        u"--reuid=postgres"_s, u"--regid=postgres"_s,
                              u"--clear-groups"_s, u"--pdeathsig"_s,      u"INT"_s} +
                  command;
    return command;
}

bool PostgresServer::run(const QStringList &command)
{
    const QStringList all = asUser(command);
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(m_folder->path());
    process.start(all.constFirst(), all.mid(1));
    if (process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit &&
        process.exitCode() == 0)
        return true;
    qWarning("%s", process.readAll().constData());
    return false;
}

} // namespace spanwise::test
