// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/demoprocess.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QUrl>

#include <sys/prctl.h>

#include <csignal>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int patienceMs = 3000;
constexpr qsizetype keptComplaints = 4096;

QString lastLine(const QByteArray &text)
{
    const auto lines = text.trimmed().split('\n');
    return QString::fromUtf8(lines.constLast());
}

} // namespace

DemoProcess::DemoProcess(std::function<Wish()> wish, QObject *parent)
    : DemoControl(parent)
    , m_wish(std::move(wish))
{
    // A Spanwise that is killed cannot stop its demo; the system then does it.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, &m_process, &QProcess::kill);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &DemoProcess::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        m_complaints += m_process.readAllStandardError();
        m_complaints = m_complaints.right(keptComplaints);
    });
    connect(&m_process, &QProcess::finished, this, &DemoProcess::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            become(State::Failed, tr("The demo pipeline cannot be started: %1").arg(m_process.errorString()));
    });
}

DemoProcess::~DemoProcess()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(patienceMs)) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
}

void DemoProcess::start()
{
    if (m_process.state() != QProcess::NotRunning)
        return;
    const Wish wish = m_wish();
    if (wish.otlpEndpoint.isEmpty())
        return become(State::Failed,
                      tr("Spanwise does not listen, so the demo pipeline has nowhere to send its traces. "
                         "Choose a free port in Settings > Receiving first."));
    const QString program = QCoreApplication::applicationDirPath() % "/spanwise-demo"_L1;
    if (!QFileInfo(program).isExecutable())
        return become(State::Failed,
                      tr("The demo pipeline is not installed beside Spanwise: %1 is missing.").arg(program));

    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    // What the user has set for pipelines of their own must not send the demo's traces elsewhere, or none at
    // all.
    for (const QString &name : environment.keys()) {
        if (name.startsWith("OTEL_"_L1))
            environment.remove(name);
    }
    environment.insert(u"OTEL_EXPORTER_OTLP_ENDPOINT"_s, wish.otlpEndpoint);
    environment.remove(u"SPANWISE_TOKEN"_s);
    if (!wish.token.isEmpty()) // in the environment, which other users cannot read, not in the arguments,
                               // which they can
        environment.insert(u"OTEL_EXPORTER_OTLP_HEADERS"_s,
                           "authorization=Bearer%20"_L1 %
                               QString::fromLatin1(QUrl::toPercentEncoding(wish.token)));
    m_process.setProcessEnvironment(environment);
    m_complaints.clear();
    become(State::Starting, tr("Starting the demo pipeline"));
    m_process.start(program,
                    {u"--port"_s, QString::number(wish.port), u"--rate"_s, QString::number(wish.rate)});
}

void DemoProcess::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    become(State::Stopping, tr("Stopping the demo pipeline"));
    m_process.terminate();
    m_patience.start(patienceMs);
}

void DemoProcess::readOutput()
{
    while (m_process.canReadLine()) {
        const QString line = QString::fromUtf8(m_process.readLine()).trimmed();
        const qsizetype at = line.indexOf("listening on "_L1);
        if (m_state != State::Starting || at < 0)
            continue;
        const QString rest = line.sliced(at + 13);
        m_url = rest.left(rest.indexOf(u',')).trimmed();
        become(State::Running, tr("The demo pipeline takes questions on %1").arg(m_url));
    }
}

void DemoProcess::ended(int code, QProcess::ExitStatus status)
{
    m_patience.stop();
    m_url.clear();
    if (m_state == State::Stopping)
        return become(State::Stopped, {});
    if (status == QProcess::NormalExit && code == 0) // someone else asked it to
        return become(State::Stopped, tr("The demo pipeline was ended from outside Spanwise."));
    const QString reason =
        m_complaints.trimmed().isEmpty() ? tr("it ended with code %1").arg(code) : lastLine(m_complaints);
    become(State::Failed, tr("The demo pipeline ended by itself: %1").arg(reason));
}

void DemoProcess::become(State state, const QString &message)
{
    m_state = state;
    m_message = message;
    Q_EMIT stateChanged(state, message);
}

} // namespace spanwise
