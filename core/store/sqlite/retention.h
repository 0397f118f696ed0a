// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/sightingwriter.h"
#include "core/store/sqlite/textwriter.h"
#include "core/store/sqlite/trailingindex.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace spanwise {

/// Removes old traces and all that only they refer to, then the records beside them, in transactions of about
/// 15 ms and never more than 50, so that whoever else wants to write waits no longer than that. Pinned traces
/// stay. Belongs to the writer connection while a slice runs.
///
/// However fast the machine was so far, a slice removes no more than mostSpans, and no more than mostBytes of
/// chunks and texts, or one trace.
class Retention
{
public:
    static constexpr std::int64_t mostSpans = 20'000; ///< a trace of more goes in parts
    static constexpr std::int64_t mostBytes = 4 << 20;

    /// What ended, and had arrived, before this. Notes what has arrived by now.
    Retention(Connection &connection, Timestamp horizon, Timestamp now);
    /// The oldest until no more than maxBytes are in use.
    Retention(Connection &connection, std::uint64_t maxBytes);

    /// Removes some traces; 0 when there are none left to remove, and negative when it removed a part of a
    /// large one.
    std::int64_t slice(Timestamp now);
    /// Removes some of the log records from before the horizon; by size, of those that are older than every
    /// trace that may go. False when none is left to remove.
    bool logsSlice();
    /// The same for exemplars.
    bool exemplarsSlice();
    /// Removes some of the replays, alerts and metric rows from before the horizon; false when none is left,
    /// and by size.
    bool recordsSlice();
    /// Removes a segment of the text index whose traces are all gone; false when there is none.
    bool indexSlice();
    /// Gives some free pages back to the file system; false when there are none left.
    bool vacuumSlice();

    /// Of the slices so far, commits included.
    std::chrono::nanoseconds longest() const noexcept { return m_longest; }

private:
    using Clock = std::chrono::steady_clock;
    struct Old
    {
        std::int64_t seq;
        std::int64_t spans;
    };

    void noteArrivals(Timestamp now);
    std::vector<Old> oldest();
    std::int64_t usedBytes();
    std::int64_t excess();
    Timestamp removedBefore();
    std::int64_t traceLimit();
    void removePassages();
    std::int64_t removeNeighbours(std::span<const Old> traces, std::int64_t &spans);
    std::int64_t lastThatFits(std::int64_t first, std::int64_t last);
    std::int64_t textBytes(std::string_view ids);
    std::int64_t removeRun(std::int64_t first, std::int64_t last);
    std::int64_t removeChunks(std::int64_t from, std::int64_t to);
    std::int64_t removePartOf(std::int64_t seq);
    void releaseRow(const Statement &row);
    void removeCounted(std::int64_t traces, std::int64_t spans, Timestamp now);
    std::int64_t removeLogs(std::int64_t chunk);
    std::int64_t removeMetricRows(std::int64_t resolution, Timestamp before);
    Timestamp metricHorizon(std::int64_t resolution);
    void took(Clock::time_point begun, std::int64_t &amount, std::int64_t most);

    Connection &m_connection;
    TrailingIndex m_ids;
    TextWriter m_texts;
    SightingWriter m_sightings;
    const Timestamp m_horizon;
    const std::optional<std::uint64_t> m_maxBytes;
    std::int64_t m_arrivedSeq = INT64_MAX; // traces up to it had arrived before the horizon
    Timestamp m_from = Timestamp::min();   // traces that began before it were looked at
    std::int64_t m_limit = 32;             // traces a slice; follows what the last one took
    std::int64_t m_bytes = 0;              // of this slice so far
    std::int64_t m_pages = 32;             // pages a vacuum; the same
    std::chrono::nanoseconds m_longest{};
};

} // namespace spanwise
