// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/viewer/framemeter.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <QThread>

#include <xcb/xcb.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace spanwise::bench {

namespace {

/// Nanoseconds that this thread was on the processor.
qint64 processorTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
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

FrameMeter::FrameMeter()
    : m_server(xcb_connect(nullptr, nullptr))
{
    if (xcb_connection_has_error(m_server) != 0)
        qFatal("there is no X server");
    m_clock.start();
    qApp->installEventFilter(this);
    auto *const dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, &FrameMeter::wake);
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &FrameMeter::sleep);
}

FrameMeter::~FrameMeter()
{
    xcb_disconnect(m_server);
}

bool FrameMeter::eventFilter(QObject *watched, QEvent *event)
{
    wake(); // the dispatcher without GLib hands out events before it says that it is awake
    if (event->type() == QEvent::Paint)
        m_painted = true;
    return QObject::eventFilter(watched, event);
}

void FrameMeter::wake()
{
    const std::lock_guard lock(m_mutex);
    if (m_begin >= 0)
        return;
    m_begin = now();
    m_processorBegin = processorTime();
}

void FrameMeter::sleep()
{
    // What was put on the screen went to the server through another connection; it answers them in turn.
    if (m_painted)
        std::free(xcb_get_input_focus_reply(m_server, xcb_get_input_focus(m_server), nullptr));
    const std::lock_guard lock(m_mutex);
    const qint64 end = now();
    if (std::exchange(m_painted, false) && m_begin >= 0) {
        m_frames.push_back({m_begin, end, processorTime() - m_processorBegin});
        m_lastWork = end;
    }
    m_begin = -1;
}

std::vector<FrameMeter::Frame> FrameMeter::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_frames, {});
}

qint64 FrameMeter::lastWork() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastWork;
}

bool FrameMeter::isBusy() const
{
    const std::lock_guard lock(m_mutex);
    return m_begin >= 0;
}

} // namespace spanwise::bench
