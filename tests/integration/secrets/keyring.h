// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QString>
#include <QTemporaryDir>

#include <sys/prctl.h>

#include <csignal>

namespace spanwise::test {

/// A session bus with a GNOME keyring of the tests' own, in a temporary folder: nobody's real secrets are
/// touched. It becomes the bus of this process, so it is made before anything asks for one. Ends with the
/// object, and with the process.
class Keyring
{
public:
    Keyring()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon")).isEmpty() ||
            QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty()) {
            m_problem = QStringLiteral(
                "there is no gnome-keyring here (packages gnome-keyring, libsecret-1-0, dbus)");
            return;
        }
        QDir(m_folder.path()).mkpath(QStringLiteral("data/keyrings"));
        qputenv("XDG_DATA_HOME", m_folder.filePath(QStringLiteral("data")).toUtf8());
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
        qputenv("XDG_CURRENT_DESKTOP", "GNOME"); // QtKeychain chooses by it
        qunsetenv("KDE_FULL_SESSION");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + m_folder.filePath(QStringLiteral("bus")).toUtf8());
        start(m_bus, QStringLiteral("dbus-daemon"),
              {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--nopidfile"),
               QStringLiteral("--print-address"),
               QStringLiteral("--address=") + qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS")});
        if (!m_bus.waitForReadyRead())
            m_problem = QStringLiteral("a session bus cannot be started here");
        else
            startDaemon();
    }
    ~Keyring()
    {
        for (QProcess *const process : {&m_daemon, &m_bus}) {
            process->kill();
            process->waitForFinished();
        }
    }
    Keyring(const Keyring &) = delete;
    Keyring &operator=(const Keyring &) = delete;

    const QString &problem() const noexcept { return m_problem; }

    /// Everything that the keyring has written.
    QByteArray files() const
    {
        QByteArray all;
        const QDir keyrings(m_folder.filePath(QStringLiteral("data/keyrings")));
        for (const QString &name : keyrings.entryList(QDir::Files)) {
            QFile file(keyrings.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

private:
    /// The user logs in: the login keyring is made with the password, and open.
    void startDaemon()
    {
        start(m_daemon, QStringLiteral("gnome-keyring-daemon"),
              {QStringLiteral("--foreground"), QStringLiteral("--unlock"),
               QStringLiteral("--components=secrets"),
               QStringLiteral("--control-directory=") + m_folder.path()});
        m_daemon.write("the user's password");
        m_daemon.closeWriteChannel();
        if (!m_daemon.waitForReadyRead()) // it says where it listens
            m_problem = QStringLiteral("gnome-keyring-daemon does not start: ") +
                        QString::fromUtf8(m_daemon.readAllStandardError());
    }

    static void start(QProcess &process, const QString &program, const QStringList &arguments)
    {
        process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
        process.start(program, arguments);
    }

    QTemporaryDir m_folder;
    QProcess m_bus;
    QProcess m_daemon;
    QString m_problem;
};

} // namespace spanwise::test
