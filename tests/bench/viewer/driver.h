// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/viewer/framemeter.h"

#include <QByteArray>
#include <QPoint>
#include <QProcess>

#include <functional>

namespace spanwise::bench {

/// Uses the program as a user does: from a thread of its own, with the X server's own wheel and keys
/// (xdotool, through the XTEST extension), while the GUI thread runs the program's event loop undisturbed.
class Driver
{
public:
    explicit Driver(FrameMeter &meter);
    ~Driver();
    Driver(const Driver &) = delete;
    Driver &operator=(const Driver &) = delete;

    /// Where the pointer is, on the screen.
    void moveTo(QPoint place);
    /// A turn of the wheel by so many notches, up (away from the user) when positive, with "ctrl", "shift" or
    /// nothing held.
    void wheel(int notches, const char *held = nullptr);
    /// By the X server's names: "w", "Escape", "ctrl+Return".
    void key(const char *name);
    void type(const QByteArray &text);
    void click(QPoint place);

    /// Until nothing was painted for a while; the frames since the last time, in milliseconds.
    Times settle();
    /// Of the frames of the last settle(), what they were on the processor.
    const Times &processorTimes() const { return m_processorTimes; }
    /// Forgets the frames so far.
    void forget();
    /// Runs it on the GUI thread and waits for it.
    void onGui(const std::function<void()> &act) const;
    /// Asks on the GUI thread until it holds; the milliseconds until then. Gives up after two minutes.
    double waitFor(const std::function<bool()> &holds) const;

private:
    void send(const QByteArray &line);

    FrameMeter &m_meter;
    QProcess m_hands;
    Times m_processorTimes;
};

/// Private memory of this process, in MiB: now, as it is; now, after what is free was given back; all of it,
/// the most it ever was.
double heldMiB();
double residentMiB();
double peakMiB();

} // namespace spanwise::bench
