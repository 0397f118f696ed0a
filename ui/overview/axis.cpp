// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/axis.h"

#include <QDateTime>

#include <array>
#include <cmath>

namespace spanwise {

std::vector<double> ValueTicks::values() const
{
    std::vector<double> ticks;
    const auto count = std::llround(top / step);
    for (long long i = 0; i <= count; ++i)
        ticks.push_back(static_cast<double>(i) * step);
    return ticks;
}

ValueTicks niceTicks(double largest, int intervals)
{
    if (!(largest > 0) || !std::isfinite(largest))
        return {1, 1};
    const double raw = largest / std::max(1, intervals);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        // The tolerance keeps 0.30000000000000004 from being more than 0.3.
        if (raw <= factor * power * (1 + 1e-9)) {
            step = factor * power;
            break;
        }
    }
    return {step, std::max(1.0, std::ceil(largest / step - 1e-9)) * step};
}

std::vector<Timestamp> timeTicks(TimeWindow window, int count)
{
    using namespace std::chrono_literals;
    constexpr std::array<std::chrono::seconds, 15> steps{1s,    5s,    10s, 30s, 1min, 2min, 5min, 10min,
                                                         15min, 30min, 1h,  2h,  3h,   6h,   24h};
    auto step = std::chrono::seconds(24h);
    for (const auto candidate : steps) {
        if (window.length() / candidate <= count) {
            step = candidate;
            break;
        }
    }
    const auto seconds = [](Timestamp t) {
        return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch();
    };
    // Local midnight is the origin, so that "every 3 h" means 00, 03, 06 on the clock of whoever looks.
    const QDateTime begin = QDateTime::fromSecsSinceEpoch(seconds(window.begin).count());
    const std::chrono::seconds midnight(begin.date().startOfDay().toSecsSinceEpoch());
    std::vector<Timestamp> ticks;
    auto at = midnight + ((seconds(window.begin) - midnight) / step) * step;
    for (; Timestamp(at) <= window.end; at += step) {
        if (Timestamp(at) >= window.begin)
            ticks.push_back(Timestamp(at));
    }
    return ticks;
}

QList<QPointF> reducedToColumns(const QList<QPointF> &points, double left, double right, int columns)
{
    if (columns <= 0 || points.size() <= 2 * columns || right <= left)
        return points;
    const double perColumn = (right - left) / columns;
    const auto columnOf = [&](const QPointF &point) { return std::floor((point.x() - left) / perColumn); };
    QList<QPointF> reduced;
    reduced.reserve(2 * columns + 2);
    for (qsizetype i = 0; i < points.size();) {
        const double column = columnOf(points[i]);
        qsizetype low = i;
        qsizetype high = i;
        for (; i < points.size() && columnOf(points[i]) == column; ++i) {
            if (points[i].y() < points[low].y())
                low = i;
            if (points[i].y() > points[high].y())
                high = i;
        }
        reduced.append(points[std::min(low, high)]);
        if (low != high)
            reduced.append(points[std::max(low, high)]);
    }
    return reduced;
}

} // namespace spanwise
