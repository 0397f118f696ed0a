// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/commandline.h"

namespace spanwise {

/// The commands that work on the history and end. Each returns the program's exit code, prints results to
/// standard output and failures to standard error. They need a QCoreApplication and no event loop, replay
/// excepted.
int runImport(const Invocation &invocation);
int runExport(const Invocation &invocation);
int runQuery(const Invocation &invocation);
int runLogs(const Invocation &invocation);
int runTrace(const Invocation &invocation);
int runReplay(const Invocation &invocation);
/// The exit code is that of diff: ok, different, trouble.
int runCompare(const Invocation &invocation);
int runMetrics(const Invocation &invocation);
int runStats(const Invocation &invocation);
int runPull(const Invocation &invocation);

} // namespace spanwise
