// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <functional>
#include <mutex>
#include <vector>

class QWidget;

struct xcb_connection_t;

namespace spanwise::bench {

/// Milliseconds of one thing.
using Times = std::vector<double>;

/// The value that this share of them (0..1) stays below.
double quantile(Times times, double share);

/// Reads the frames of the program in which it lives, while that runs its own event loop.
///
/// A frame is everything that the GUI thread does from waking up - for an event of the X server, the tick of
/// an animation - until it sleeps again, when something was painted in between, and the X server's drawing of
/// it: a round trip through the server ends the frame. Made on the GUI thread; read on any. Needs the event
/// dispatcher without GLib, whose signals say nothing of when it sleeps.
class FrameMeter final : public QObject
{
public:
    FrameMeter();
    ~FrameMeter() override;

    /// What was painted and drawn, in nanoseconds since start.
    struct Frame
    {
        qint64 begin = 0;
        qint64 end = 0;
        qint64 processor =
            0; ///< of it, what the GUI thread was on the processor: on a busy machine less than it took
    };

    qint64 now() const { return m_clock.nsecsElapsed(); }
    /// The frames since this was last asked.
    std::vector<Frame> take();
    /// When the last one ended, or the thread last woke up for anything else; what is later is rest.
    qint64 lastWork() const;
    /// Whether the thread is awake.
    bool isBusy() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void wake();
    void sleep();

    QElapsedTimer m_clock;
    xcb_connection_t *m_server;
    mutable std::mutex m_mutex;
    std::vector<Frame> m_frames;
    qint64 m_begin = -1; // -1: asleep
    qint64 m_processorBegin = 0;
    qint64 m_lastWork = 0;
    bool m_painted = false;
};

} // namespace spanwise::bench
