// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QStringList>

#include <csignal>

namespace spanwise::test {

/// A program under test as a child process; ended with the object.
class Program
{
public:
    explicit Program(const QString &name)
        : m_path(QStringLiteral(SPANWISE_BIN_DIR "/") + name)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    }
    ~Program()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
    }

    QProcess &process() { return m_process; }

    bool start(const QStringList &arguments)
    {
        m_process.start(m_path, arguments);
        return m_process.waitForStarted();
    }

    /// The first match of pattern on a line that was not looked at yet; an invalid match after timeoutMs.
    QRegularExpressionMatch waitFor(const QString &pattern, int timeoutMs = 20'000)
    {
        const QRegularExpression wanted(pattern);
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < timeoutMs) {
            while (m_process.canReadLine()) {
                const auto match = wanted.match(QString::fromUtf8(m_process.readLine()));
                if (match.hasMatch())
                    return match;
            }
            if (m_process.state() == QProcess::NotRunning && !m_process.bytesAvailable())
                return {};
            m_process.waitForReadyRead(100);
        }
        return {};
    }

    /// Asks it to end; its exit code, or -1 when it crashed or did not end.
    int terminate()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(20'000) || m_process.exitStatus() != QProcess::NormalExit)
            return -1;
        return m_process.exitCode();
    }

    /// kill -9.
    void killHard()
    {
        ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
        m_process.waitForFinished();
    }

private:
    QString m_path;
    QProcess m_process;
};

/// What a run to the end gave.
struct Ran
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

inline Ran run(const QString &name, const QStringList &arguments, int timeoutMs = 60'000)
{
    QProcess process;
    process.start(QStringLiteral(SPANWISE_BIN_DIR "/") + name, arguments);
    if (!process.waitForFinished(timeoutMs) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace spanwise::test
