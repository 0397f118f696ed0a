// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "ui/overview/threshold.h"
#include "ui/theme/theme.h"

#include <QString>

#include <functional>
#include <limits>
#include <variant>
#include <vector>

namespace spanwise {

using ChartColor = std::variant<Token, StepKind>;

inline QColor colorOf(const Theme &theme, const ChartColor &color)
{
    if (const auto *token = std::get_if<Token>(&color))
        return theme.color(*token);
    return theme.step(std::get<StepKind>(color));
}

/// One line, or one layer of a stack.
struct ChartLine
{
    QString name;
    ChartColor color = Token::Accent;
    std::vector<double>
        values; ///< values[i] is at window.begin + (i + 1) * step; NaN where there was nothing
    double now = std::numeric_limits<double>::quiet_NaN();
    bool filled = false; ///< a light area below; at most one per chart
};

/// What a chart draws; lines share one time axis that ends at `now`.
struct ChartData
{
    TimeWindow window;
    Duration step{};
    Timestamp now;
    std::vector<ChartLine> lines;
    std::vector<Threshold> thresholds;

    /// Points of a line: its values, then the value now.
    std::size_t pointCount() const { return lines.empty() ? 0 : lines.front().values.size() + 1; }
    Timestamp timeAt(std::size_t point) const
    {
        return point + 1 >= pointCount() ? now : window.begin + static_cast<std::int64_t>(point + 1) * step;
    }
    double valueAt(std::size_t line, std::size_t point) const
    {
        const ChartLine &of = lines[line];
        return point < of.values.size() ? of.values[point] : of.now;
    }
};

/// A value as text on the axis, in the legend and in the crosshair.
using ValueFormat = std::function<QString(double)>;

} // namespace spanwise
