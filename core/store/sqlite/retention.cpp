// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/retention.h"

#include "core/store/chunk/bytes.h"
#include "core/store/sqlite/tracerow.h"
#include "core/store/chunk/tracestate.h"

#include <algorithm>
#include <unordered_map>

namespace spanwise {
namespace {

constexpr std::chrono::milliseconds sliceTime{30};
constexpr std::int64_t maxTraces = 2000;
constexpr std::int64_t rowsPerSlice = 4000; // of records, which are small
constexpr std::chrono::hours fineMetrics{48};
constexpr std::int64_t pagesPerVacuum = 256; // 2 MiB

} // namespace

Retention::Retention(Connection &connection, Timestamp horizon, Timestamp now)
    : m_connection(connection), m_texts(connection), m_search(connection), m_horizon(horizon)
{
    noteArrivals(now);
}

void Retention::noteArrivals(Timestamp now)
{
    constexpr std::chrono::hours precision{1};
    // A mark counts when its hour had ended by the horizon.
    const Timestamp newest = m_horizon < Timestamp::min() + precision ? Timestamp::min() : m_horizon - precision;
    Transaction transaction(m_connection, Transaction::Kind::Write);
    Statement note = m_connection.prepared(
        "INSERT OR REPLACE INTO arrivals (time_ns, seq) SELECT ?, seq FROM traces ORDER BY seq DESC LIMIT 1");
    note.bind(Timestamp(std::chrono::floor<std::chrono::hours>(now))).run();
    {
        Statement arrived = m_connection.prepared("SELECT coalesce(max(seq), 0) FROM arrivals WHERE time_ns <= ?");
        m_arrivedSeq = arrived.bind(newest).next() ? arrived.integer(0) : 0;
    }
    Statement forget = m_connection.prepared(
        "DELETE FROM arrivals WHERE time_ns < (SELECT max(time_ns) FROM arrivals WHERE time_ns <= ?)");
    forget.bind(newest).run();
    transaction.commit();
}

std::int64_t Retention::slice()
{
    const auto begun = std::chrono::steady_clock::now();
    Transaction transaction(m_connection, Transaction::Kind::Write);
    m_texts.forget(); // others wrote since the last slice
    m_search.forget();
    std::int64_t traces = 0;
    std::int64_t spans = 0;
    for (const std::int64_t seq : oldest(m_limit)) {
        spans += remove(seq);
        ++traces;
        // A trace of 100,000 spans takes as long as thousands of small ones: look at the clock, not at the count alone.
        if (std::chrono::steady_clock::now() - begun > sliceTime)
            break;
    }
    if (traces == 0)
        return 0;
    m_texts.flush();
    Statement counters = m_connection.prepared(
        "UPDATE counters SET value = value - CASE name WHEN 'traces' THEN ? ELSE ? END WHERE name IN ('traces', 'spans')");
    counters.bind(traces).bind(spans).run();
    transaction.commit();
    const bool tooLong = std::chrono::steady_clock::now() - begun > sliceTime;
    m_limit = std::clamp<std::int64_t>(tooLong ? m_limit / 2 : m_limit * 2, 1, maxTraces);
    return traces;
}

/// Traces that ended before the horizon began before it, so the oldest end of traces_newest has them.
std::vector<std::int64_t> Retention::oldest(std::int64_t limit)
{
    std::vector<std::int64_t> seqs;
    Statement rows = m_connection.prepared("SELECT seq, begin_ns FROM traces INDEXED BY traces_newest WHERE begin_ns >= ?"
                                           " AND begin_ns < ? AND end_ns < ? AND seq <= ? ORDER BY begin_ns LIMIT ?");
    rows.bind(m_from).bind(m_horizon).bind(m_horizon).bind(m_arrivedSeq).bind(limit);
    while (rows.next()) {
        seqs.push_back(rows.integer(0));
        if (seqs.size() == 1)
            m_from = rows.time(1); // what lies before stays
    }
    return seqs;
}

/// Returns the number of its spans.
std::int64_t Retention::remove(std::int64_t seq)
{
    std::string text;
    {
        Statement row = m_connection.prepared("SELECT " SPANWISE_TEXT_COLUMNS
                                              ", question_text, answer_text, context_text FROM traces t WHERE seq = ?");
        row.bind(seq).next();
        text = searchableTextOf(row, 0);
        for (int column = 5; column < 8; ++column) {
            if (!row.isNull(column))
                m_texts.release(row.integer(column));
        }
    }
    m_search.remove(seq, text);
    const std::int64_t spans = removeChunks(seq);
    Statement trace = m_connection.prepared("DELETE FROM traces WHERE seq = ?");
    trace.bind(seq).run();
    return spans;
}

std::int64_t Retention::removeChunks(std::int64_t seq)
{
    std::int64_t spans = 0;
    {
        Statement rows = m_connection.prepared("SELECT length(span_ids), texts FROM chunks WHERE id >= ? AND id < ?");
        rows.bind(chunkId(seq, 0)).bind(chunkId(seq + 1, 0));
        while (rows.next()) {
            spans += rows.integer(0) / static_cast<std::int64_t>(SpanId::byteCount);
            const QByteArray texts = rows.bytes(1);
            for (ByteReader in({texts.constData(), static_cast<std::size_t>(texts.size())}); !in.atEnd();)
                m_texts.release(static_cast<std::int64_t>(in.varint()));
        }
    }
    Statement chunks = m_connection.prepared("DELETE FROM chunks WHERE id >= ? AND id < ?");
    chunks.bind(chunkId(seq, 0)).bind(chunkId(seq + 1, 0)).run();
    return spans;
}

bool Retention::recordsSlice()
{
    Transaction transaction(m_connection, Transaction::Kind::Write);
    std::int64_t removed = 0;
    for (const char *const sql :
         {"DELETE FROM replays WHERE replay IN (SELECT replay FROM replays WHERE started_ns < ? ORDER BY started_ns LIMIT ?)",
          "DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE time_ns < ? ORDER BY time_ns LIMIT ?)"}) {
        Statement statement = m_connection.prepared(sql);
        statement.bind(m_horizon).bind(rowsPerSlice).run();
        removed += statement.changedRows();
    }
    const char *const nextResolution = "SELECT min(resolution_ns) FROM metric_rows WHERE resolution_ns > ?";
    for (std::int64_t resolution = 0;;) {
        {
            Statement next = m_connection.prepared(nextResolution);
            if (!next.bind(resolution).next() || next.isNull(0))
                break;
            resolution = next.integer(0);
        }
        removed += removeMetricRows(resolution, metricHorizon(resolution));
    }
    transaction.commit();
    return removed > 0;
}

/// Charts read the finest rows of a day; thirty days of them would take more room than the traces.
Timestamp Retention::metricHorizon(std::int64_t resolution)
{
    if (Duration(resolution) >= std::chrono::minutes(1))
        return m_horizon;
    Statement newest = m_connection.prepared("SELECT max(time_ns) FROM metric_rows WHERE resolution_ns = ?");
    if (!newest.bind(resolution).next() || newest.isNull(0))
        return m_horizon;
    return std::max(m_horizon, newest.time(0) - fineMetrics);
}

/// Whole instants, about a slice of them: the rows of an instant lie together.
std::int64_t Retention::removeMetricRows(std::int64_t resolution, Timestamp before)
{
    {
        Statement last = m_connection.prepared(
            "SELECT time_ns FROM metric_rows WHERE resolution_ns = ? AND time_ns < ? ORDER BY time_ns LIMIT 1 OFFSET ?");
        if (last.bind(resolution).bind(before).bind(rowsPerSlice).next())
            before = last.time(0) + Duration(1);
    }
    Statement statement = m_connection.prepared("DELETE FROM metric_rows WHERE resolution_ns = ? AND time_ns < ?");
    statement.bind(resolution).bind(before).run();
    return statement.changedRows();
}

bool Retention::vacuumSlice()
{
    if (m_connection.pragma("freelist_count") == 0)
        return false;
    m_connection.execute("PRAGMA incremental_vacuum(" + std::to_string(pagesPerVacuum) + ")");
    return m_connection.pragma("freelist_count") > 0;
}

} // namespace spanwise
