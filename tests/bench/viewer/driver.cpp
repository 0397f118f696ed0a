// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/viewer/driver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QKeyEvent>
#include <QThread>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <malloc.h>

namespace spanwise::bench {
namespace {

constexpr double workMs = 0.3;   ///< a turn of the event loop that took less has painted nothing
constexpr int restMs = 40;       ///< nothing moves any more
constexpr int longestWaitMs = 60'000;

double elapsedMs(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

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

} // namespace

double quantile(Times times, double share)
{
    if (times.empty())
        return 0;
    std::ranges::sort(times);
    const auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(times.size()))) - 1;
    return times[std::min(at, times.size() - 1)];
}

void Driver::frame(const std::function<void()> &act, Times &times)
{
    QElapsedTimer timer;
    timer.start();
    act();
    QCoreApplication::processEvents();
    times.push_back(elapsedMs(timer));
}

void Driver::settle(Times &times)
{
    QElapsedTimer rest;
    rest.start();
    while (rest.elapsed() < restMs) {
        QElapsedTimer timer;
        timer.start();
        QCoreApplication::processEvents();
        const double took = elapsedMs(timer);
        if (took > workMs) {
            times.push_back(took);
            rest.start();
        } else {
            QThread::usleep(500);
        }
    }
}

void Driver::wheel(QPoint at, int turn, Qt::KeyboardModifiers modifiers, Times &times)
{
    QWheelEvent event(at, m_target.mapToGlobal(at), {}, {0, turn}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    frame([&] { QCoreApplication::sendEvent(&m_target, &event); }, times);
    settle(times);
}

void Driver::key(Qt::Key key, Times &times)
{
    QKeyEvent press(QEvent::KeyPress, key, Qt::NoModifier);
    frame([&] { QCoreApplication::sendEvent(&m_target, &press); }, times);
    settle(times);
}

double Driver::timed(const std::function<void()> &act)
{
    Times times;
    frame(act, times);
    return times.front();
}

double Driver::waitFor(const std::function<bool()> &holds)
{
    QElapsedTimer timer;
    timer.start();
    while (!holds() && timer.elapsed() < longestWaitMs) {
        QCoreApplication::processEvents();
        QThread::msleep(1); // the processor belongs to who is waited for
    }
    return elapsedMs(timer);
}

double residentMiB()
{
    malloc_trim(0);
    return statusMiB("RssAnon:");
}

double peakMiB()
{
    return statusMiB("VmHWM:");
}

} // namespace spanwise::bench
