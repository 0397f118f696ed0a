// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace spanwise {
class TraceView;
}

namespace spanwise::bench {

/// Each prints its rows of the table (tests/bench/rows.h).

/// Opens the file as the program does: read on a thread of its own, shown, painted. what names it in the rows.
void measureOpening(TraceView &view, const QString &file, const QString &what);
/// How soon reading it says how far it is, and ends when it is told to.
void measureCancelling(const QString &file);
/// Moving, opening and closing, selecting and searching in the trace that view shows.
void measureViewing(TraceView &view);
/// A trace of so many spans from the history to the screen.
void measureStored(TraceView &view, std::size_t spans);

} // namespace spanwise::bench
