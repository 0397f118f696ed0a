// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QWidget>

#include <functional>
#include <vector>

namespace spanwise::bench {

/// Milliseconds of one thing.
using Times = std::vector<double>;

/// The value that this share of them (0..1) stays below.
double quantile(Times times, double share);

/// Drives a widget with real wheel and key events and takes the time of every frame: from the event, or the tick of an
/// animation, until everything that had to be painted is on the screen.
class Driver
{
public:
    explicit Driver(QWidget &target) : m_target(target) {}

    /// One event, then all frames until nothing moves for a while. Adds to times.
    void wheel(QPoint at, int turn, Qt::KeyboardModifiers modifiers, Times &times);
    void key(Qt::Key key, Times &times);
    /// Runs what the event loop has to do; adds each frame.
    void settle(Times &times);
    /// What doing it and painting it took, in milliseconds.
    double timed(const std::function<void()> &act);
    /// Processes events until it holds; the milliseconds until then. Gives up after a minute.
    static double waitFor(const std::function<bool()> &holds);

private:
    void frame(const std::function<void()> &act, Times &times);

    QWidget &m_target;
};

/// Private memory of this process, in MiB: now, and the most it ever was.
double residentMiB();
double peakMiB();

} // namespace spanwise::bench
