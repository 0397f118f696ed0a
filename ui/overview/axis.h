// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <QList>
#include <QPointF>

#include <vector>

namespace spanwise {

/// Where the lines of a value axis are: 0, step, 2 step, ... top.
struct ValueTicks
{
    double step = 1;
    double top = 1; ///< at least the largest value, a multiple of step

    std::vector<double> values() const;
};

/// Steps of 1, 2, 2.5 or 5 times a power of ten, at most `intervals` of them; [0, 1] for nothing above zero.
ValueTicks niceTicks(double largest, int intervals);

/// Round local times within the window, at most count of them: every 10 s, minute, 5 minutes, hour, ...
std::vector<Timestamp> timeTicks(TimeWindow window, int count);

/// The same curve with at most two points (lowest and highest) per pixel column of a plot that is `columns`
/// wide and shows [left, right]. What is drawn does not change; what it costs no longer depends on the number
/// of points.
QList<QPointF> reducedToColumns(const QList<QPointF> &points, double left, double right, int columns);

} // namespace spanwise
