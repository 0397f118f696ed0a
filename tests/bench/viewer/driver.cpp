// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/viewer/driver.h"

#include "core/base/memory.h"

#include <QCoreApplication>
#include <QFile>
#include <QThread>

namespace spanwise::bench {
namespace {

constexpr qint64 restNs = 60'000'000; ///< nothing moves any more
constexpr int longestWaitMs = 120'000;

double statusMiB(const QByteArray &name)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(name))
            return line.mid(name.size()).simplified().split(' ').front().toDouble() / 1024;
    }
    return 0;
}

double milliseconds(qint64 nanoseconds)
{
    return static_cast<double>(nanoseconds) / 1e6;
}

} // namespace

Driver::Driver(FrameMeter &meter)
    : m_meter(meter)
{
    m_hands.setProcessChannelMode(QProcess::ForwardedChannels);
    m_hands.start(QStringLiteral("xdotool"), {QStringLiteral("-")});
    if (!m_hands.waitForStarted())
        qFatal("xdotool, which moves the wheel and presses the keys, does not start");
}

Driver::~Driver()
{
    m_hands.closeWriteChannel();
    m_hands.waitForFinished();
}

void Driver::send(const QByteArray &line)
{
    m_hands.write(line + '\n');
    m_hands.waitForBytesWritten();
}

void Driver::moveTo(QPoint place)
{
    send("mousemove " + QByteArray::number(place.x()) + ' ' + QByteArray::number(place.y()));
}

void Driver::wheel(int notches, const char *held)
{
    const QByteArray turn =
        "click --delay 0 --repeat " + QByteArray::number(std::abs(notches)) + (notches > 0 ? " 4" : " 5");
    send(held == nullptr ? turn : QByteArray("keydown ") + held + ' ' + turn + " keyup " + held);
}

void Driver::key(const char *name)
{
    send(QByteArray("key --delay 0 ") + name);
}

void Driver::type(const QByteArray &text)
{
    send("type --delay 0 \"" + text + '"');
}

void Driver::click(QPoint place)
{
    moveTo(place);
    send("click 1");
}

Times Driver::settle()
{
    const qint64 asked = m_meter.now();
    while (m_meter.isBusy() || m_meter.now() - std::max(asked, m_meter.lastWork()) < restNs)
        QThread::msleep(2);
    Times times;
    m_processorTimes.clear();
    for (const FrameMeter::Frame &frame : m_meter.take()) {
        times.push_back(milliseconds(frame.end - frame.begin));
        m_processorTimes.push_back(milliseconds(frame.processor));
    }
    return times;
}

void Driver::forget()
{
    settle();
}

void Driver::onGui(const std::function<void()> &act) const
{
    QMetaObject::invokeMethod(qApp, act, Qt::BlockingQueuedConnection);
}

double Driver::waitFor(const std::function<bool()> &holds) const
{
    QElapsedTimer timer;
    timer.start();
    bool is = false;
    while (timer.elapsed() < longestWaitMs) {
        onGui([&] { is = holds(); });
        if (is)
            return milliseconds(timer.nsecsElapsed());
        QThread::msleep(2); // the processor belongs to who is waited for
    }
    qFatal("what was waited for did not come");
}

double heldMiB()
{
    return statusMiB("RssAnon:");
}

double residentMiB()
{
    returnFreeMemory();
    return heldMiB();
}

double peakMiB()
{
    return statusMiB("VmHWM:");
}

} // namespace spanwise::bench
