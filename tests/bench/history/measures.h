// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace spanwise::bench {

/// Each prints its rows of the table (tests/bench/rows.h).
void measureIngest(const QString &self); ///< self: this program, started again as the server
void measureAppend();
void measureImport();
void measureLookups();

/// A disk that takes a tenth of what is sent, for so many seconds: what is in memory meanwhile.
void measurePressure(const QString &self, double seconds);

/// The server of measureIngest: prints its port, serves until its input ends.
int serve(const QString &folder, bool slowDisk);

/// The plainest thing SQLite could do: a row for each span through the C API, an index on the trace id. Spans
/// a second.
double rawRowsPerSecond(int batches);
/// The store with nothing before it, so many batches a transaction. Spans a second.
double appendedPerSecond(int batches, int batchesPerGroup, bool withText, double *bytesPerSpan = nullptr);

} // namespace spanwise::bench
