// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstddef>

namespace spanwise::bench {

class Driver;
class Session;

/// Each prints its rows of the table (tests/bench/rows.h). Not on the GUI thread.

/// Opens the file as File > Open does and waits until it is shown and stored. what names it in the rows;
/// before is the memory of the program without a trace.
void measureOpening(Session &session, Driver &driver, const QString &file, std::size_t spans,
                    const std::string &what, double before);
/// How soon its first progress is seen, and all of it gone when its cancel button is clicked.
void measureCancelling(Session &session, Driver &driver, const QString &file);
/// Zooming and panning, opening and closing, selecting under every tab of the details, searching in the trace
/// that is shown.
void measureViewing(Session &session, Driver &driver);
/// A trace of so many spans from the history to the screen.
void measureStored(Session &session, Driver &driver, const QString &file, std::size_t spans);
/// The same once more, over the trace that is shown.
void measureReplacing(Session &session, Driver &driver, const QString &file, std::size_t spans,
                      double before);
/// What goes back when the trace is closed, and what is left above what was there before any was opened.
void measureClosing(Session &session, Driver &driver, double before);

} // namespace spanwise::bench
