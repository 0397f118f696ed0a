// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <QString>

namespace spanwise {

/// The one formatter for durations: three significant digits, "145 ms", "1.32 s", "2 min 5 s", "870 ns",
/// "12.4 us" (with the micro sign). A narrow no-break space stands between number and unit.
QString formatDuration(Duration duration);

/// Three significant digits; thousands with a narrow no-break space ("1 812"); "–" for NaN.
QString formatNumber(double value);
/// Whole, with narrow no-break spaces between thousands.
QString formatCount(std::uint64_t value);
/// one for exactly 1, else many with its %1 replaced by the count: counted(n, tr("1 step"), tr("%1 steps")).
QString counted(std::uint64_t count, const QString &one, const QString &many);
/// "64 %", "0.8 %" from 0..1; "–" for NaN.
QString formatPercent(double ratio);
/// "612 MB", decimal units.
QString formatBytes(std::uint64_t bytes);
/// "$0.42", "$0.0041".
QString formatCost(double usd);
/// Text of unknown origin as a tool tip: a question that holds "<b>" shows it, wrapped, at most 2 000
/// characters.
QString toolTipText(const QString &plain);
/// Local time of day, "14:20:28" or with milliseconds "14:20:28.114".
QString formatTime(Timestamp time, bool milliseconds = false);
/// Local date and time with milliseconds and zone, for tooltips and copies.
QString formatFullTime(Timestamp time);

} // namespace spanwise
