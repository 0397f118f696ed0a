// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/searchindex.h"
#include "core/store/sqlite/textwriter.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace spanwise {

/// Removes old traces and all that only they refer to, then the records beside them, in transactions of about 30 ms, so that
/// whoever else wants to write waits no longer than that. Belongs to the writer connection while a slice runs.
class Retention
{
public:
    /// Notes what has arrived by now.
    Retention(Connection &connection, Timestamp horizon, Timestamp now);

    /// Removes some of the traces that ended before the horizon; 0 when none is left.
    std::int64_t slice();
    /// Removes some of the replays, alerts and metric rows from before the horizon; false when none is left.
    bool recordsSlice();
    /// Gives some free pages back to the file system; false when there are none left.
    bool vacuumSlice();

private:
    void noteArrivals(Timestamp now);
    std::vector<std::int64_t> oldest(std::int64_t limit);
    std::int64_t remove(std::int64_t seq);
    std::int64_t removeChunks(std::int64_t seq);
    std::int64_t removeMetricRows(std::int64_t resolution, Timestamp before);
    Timestamp metricHorizon(std::int64_t resolution);

    Connection &m_connection;
    TextWriter m_texts;
    SearchIndex m_search;
    const Timestamp m_horizon;
    std::int64_t m_arrivedSeq = 0;        // traces up to it had arrived before the horizon
    Timestamp m_from = Timestamp::min();  // traces that began before it were looked at
    std::int64_t m_limit = 32; // traces a slice; follows what the last one took
};

} // namespace spanwise
