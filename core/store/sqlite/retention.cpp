// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/retention.h"
#include "core/store/sqlite/passagewriter.h"

#include "core/store/chunk/bytes.h"
#include "core/store/chunk/tracestate.h"
#include "core/store/sqlite/textsearch.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

namespace spanwise {
namespace {

/// Slices aim at this; what a single step more or a slow disk adds stays below 50 ms.
constexpr std::chrono::milliseconds sliceTime{15};
constexpr std::int64_t passagesAtOnce = 200;
constexpr std::int64_t maxTraces = 4000;
constexpr std::int64_t rowsPerSlice = 4000; // of records, which are small
constexpr std::int64_t exemplarsPerSlice = 500;
constexpr std::chrono::hours fineMetrics{48};
constexpr std::int64_t maxVacuum = 4096;

} // namespace

Retention::Retention(Connection &connection, Timestamp horizon, Timestamp now)
    : m_connection(connection)
    , m_ids(traceIndex(connection))
    , m_texts(connection)
    , m_sightings(connection)
    , m_horizon(horizon)
{
    noteArrivals(now);
}

Retention::Retention(Connection &connection, std::uint64_t maxBytes)
    : m_connection(connection)
    , m_ids(traceIndex(connection))
    , m_texts(connection)
    , m_sightings(connection)
    , m_horizon(Timestamp::max())
    , m_maxBytes(maxBytes)
{
}

void Retention::noteArrivals(Timestamp now)
{
    constexpr std::chrono::hours precision{1};
    // A mark counts when its hour had ended by the horizon.
    const Timestamp newest =
        m_horizon < Timestamp::min() + precision ? Timestamp::min() : m_horizon - precision;
    Transaction transaction(m_connection, Transaction::Kind::Write);
    Statement note = m_connection.prepared(
        "INSERT OR REPLACE INTO arrivals (time_ns, seq) SELECT ?, seq FROM traces ORDER BY seq DESC LIMIT 1");
    note.bind(Timestamp(std::chrono::floor<std::chrono::hours>(now))).run();
    {
        Statement arrived =
            m_connection.prepared("SELECT coalesce(max(seq), 0) FROM arrivals WHERE time_ns <= ?");
        m_arrivedSeq = arrived.bind(newest).next() ? arrived.integer(0) : 0;
    }
    Statement forget = m_connection.prepared(
        "DELETE FROM arrivals WHERE time_ns < (SELECT max(time_ns) FROM arrivals WHERE time_ns <= ?)");
    forget.bind(newest).run();
    transaction.commit();
}

std::int64_t Retention::slice(Timestamp now)
{
    const auto begun = Clock::now();
    Transaction transaction(m_connection, Transaction::Kind::Write);
    m_ids.forget(); // others wrote since the last slice
    m_texts.forget();
    m_sightings.forget();
    std::int64_t traces = 0;
    std::int64_t spans = 0;
    m_bytes = 0;
    std::vector<Old> old = oldest();
    if (!old.empty() && old.front().spans > mostSpans) {
        spans = removePartOf(old.front().seq);
        if (spans > 0)
            traces = -1;
        else
            old.resize(1); // nothing is left of it but its row
    }
    if (traces == 0) {
        // Neighbours go together: what arrived together lies together.
        std::erase_if(old,
                      [&](const Old &trace) { return &trace != &old.front() && trace.spans > mostSpans; });
        std::ranges::sort(old, {}, &Old::seq);
        std::span<const Old> left(old);
        // Once at least, however long it waited for its turn to write: nothing removed means that nothing is
        // left.
        while (!left.empty() && (traces == 0 || (Clock::now() - begun < sliceTime && m_bytes < mostBytes))) {
            const std::int64_t removed = removeNeighbours(left, spans);
            if (removed == 0)
                break;
            traces += removed;
            left = left.subspan(static_cast<std::size_t>(removed));
        }
    }
    if (traces == 0)
        return 0;
    removePassages();
    m_texts.flush();
    removeCounted(std::max<std::int64_t>(traces, 0), spans, now);
    transaction.commit();
    took(begun, m_limit, maxTraces);
    return traces;
}

void Retention::removeCounted(std::int64_t traces, std::int64_t spans, Timestamp now)
{
    for (const auto &[name, change] :
         {std::pair("traces", -traces), std::pair("spans", -spans), std::pair("removed_traces", traces),
          std::pair("removed_spans", spans)}) {
        Statement counter =
            m_connection.prepared("UPDATE counters SET value = value + ? WHERE name = CAST(? AS TEXT)");
        counter.bind(change).bind(std::string_view(name)).run();
    }
    Statement time = m_connection.prepared("UPDATE counters SET value = ? WHERE name = 'removed_at_ns'");
    time.bind(now).run();
}

std::int64_t Retention::usedBytes()
{
    return (m_connection.pragma("page_count") - m_connection.pragma("freelist_count")) *
           m_connection.pragma("page_size");
}

/// By how much the store is too large.
std::int64_t Retention::excess()
{
    return usedBytes() - static_cast<std::int64_t>(std::min<std::uint64_t>(*m_maxBytes, INT64_MAX));
}

/// Log records and exemplars from before this go. By size, what is oldest goes first, be it a trace or beside
/// the traces.
Timestamp Retention::removedBefore()
{
    if (!m_maxBytes)
        return m_horizon;
    if (excess() <= 0)
        return Timestamp::min();
    Statement oldest = m_connection.prepared("SELECT begin_ns FROM traces INDEXED BY traces_newest WHERE "
                                             "begin_ns >= ? AND pinned = 0 ORDER BY begin_ns LIMIT 1");
    return oldest.bind(m_from).next() ? oldest.time(0) : Timestamp::max();
}

/// How many traces the next slice may take: so many as fit its time, and of what is too much no more than
/// that.
std::int64_t Retention::traceLimit()
{
    if (!m_maxBytes)
        return m_limit;
    const std::int64_t tooMuch = excess();
    if (tooMuch <= 0)
        return 0;
    Statement count = m_connection.prepared("SELECT value FROM counters WHERE name = 'traces'");
    const std::int64_t traces = std::max<std::int64_t>(count.next() ? count.integer(0) : 0, 1);
    return std::clamp<std::int64_t>(tooMuch / std::max<std::int64_t>(usedBytes() / traces, 1), 1, m_limit);
}

/// Traces that ended before the horizon began before it, so the oldest end of traces_newest has them.
std::vector<Retention::Old> Retention::oldest()
{
    std::vector<Old> traces;
    const std::int64_t limit = traceLimit();
    if (limit == 0)
        return traces;
    Statement rows = m_connection.prepared(
        "SELECT seq, begin_ns, span_count FROM traces INDEXED BY traces_newest"
        " WHERE begin_ns >= ? AND begin_ns <= ? AND end_ns < ? AND seq <= ? AND pinned = 0"
        " ORDER BY begin_ns LIMIT ?");
    rows.bind(m_from)
        .bind(m_horizon)
        .bind(m_maxBytes ? Timestamp::max() : m_horizon)
        .bind(m_arrivedSeq)
        .bind(limit);
    while (rows.next()) {
        traces.push_back({rows.integer(0), rows.integer(2)});
        if (traces.size() == 1)
            m_from = rows.time(1); // what lies before stays
    }
    return traces;
}

/// Some of those that no trace has any more. The text index may still know them; nothing comes of it.
void Retention::removePassages()
{
    std::vector<std::int64_t> gone;
    Statement rows = m_connection.prepared(
        "SELECT id, text_id FROM passages WHERE seen + ? < (SELECT min(seq) FROM traces) LIMIT ?");
    rows.bind(PassageWriter::seenPrecision).bind(passagesAtOnce);
    while (rows.next()) {
        gone.push_back(rows.integer(0));
        if (!rows.isNull(1))
            m_texts.release(rows.integer(1));
    }
    for (const std::int64_t id : gone) {
        Statement remove = m_connection.prepared("DELETE FROM passages WHERE id = ?");
        remove.bind(id).run();
    }
}

/// Removes the first of them, as many as arrived together and still fit into the slice, of whose spans so
/// many are gone. Returns their number; 0 when not even one fits.
std::int64_t Retention::removeNeighbours(std::span<const Old> traces, std::int64_t &spans)
{
    std::size_t count = 0;
    for (std::int64_t all = spans; count < traces.size(); ++count) {
        all += traces[count].spans;
        const bool isNeighbour = count == 0 || traces[count].seq == traces[count - 1].seq + 1;
        if (!isNeighbour || (all > mostSpans && all > traces[count].spans))
            break;
    }
    if (count == 0)
        return 0;
    const std::int64_t first = traces.front().seq;
    const std::int64_t last = lastThatFits(first, traces[count - 1].seq);
    spans += removeRun(first, last);
    return last - first + 1;
}

/// first at least.
std::int64_t Retention::lastThatFits(std::int64_t first, std::int64_t last)
{
    Statement rows = m_connection.prepared(
        "SELECT id, length(data), texts FROM chunks WHERE id >= ? AND id < ? ORDER BY id");
    rows.bind(chunkId(first, 0)).bind(chunkId(last + 1, 0));
    while (rows.next()) {
        const std::int64_t trace = rows.integer(0) / chunksPerTrace;
        const std::int64_t bytes = rows.integer(1) + textBytes(rows.bytes(2));
        if (m_bytes + bytes > mostBytes && trace > first)
            return trace - 1;
        m_bytes += bytes;
    }
    return last;
}

/// What the texts with these ids take, each for itself: nobody knows yet whether it goes.
std::int64_t Retention::textBytes(std::string_view ids)
{
    std::int64_t bytes = 0;
    for (ByteReader in(ids); !in.atEnd();) {
        Statement text = m_connection.prepared("SELECT length(data) FROM texts WHERE id = ?");
        bytes += text.bind(static_cast<std::int64_t>(in.varint())).next() ? text.integer(0) : 0;
    }
    return bytes;
}

/// Removes the traces first to last, all of them. Returns the number of their spans.
std::int64_t Retention::removeRun(std::int64_t first, std::int64_t last)
{
    {
        Statement rows = m_connection.prepared(
            "SELECT id, question_text, answer_text, context_text, seq FROM traces WHERE seq BETWEEN ? AND ?");
        rows.bind(first).bind(last);
        while (rows.next())
            releaseRow(rows);
    }
    const std::int64_t spans = removeChunks(chunkId(first, 0), chunkId(last + 1, 0));
    Statement traces = m_connection.prepared("DELETE FROM traces WHERE seq BETWEEN ? AND ?");
    traces.bind(first).bind(last).run();
    return spans;
}

void Retention::releaseRow(const Statement &row)
{
    for (int column = 1; column < 4; ++column) {
        if (!row.isNull(column))
            m_texts.release(row.integer(column));
    }
    m_ids.erase(row.bytes(0), row.integer(4));
}

std::int64_t Retention::removeChunks(std::int64_t from, std::int64_t to)
{
    std::int64_t spans = 0;
    {
        Statement rows = m_connection.prepared(
            "SELECT length(span_ids), texts, documents, id, repeated FROM chunks WHERE id >= ? AND id < ?");
        rows.bind(from).bind(to);
        while (rows.next()) {
            spans += rows.integer(0) / static_cast<std::int64_t>(SpanId::byteCount) - rows.integer(4);
            for (ByteReader in(rows.bytes(1)); !in.atEnd();)
                m_texts.release(static_cast<std::int64_t>(in.varint()));
            m_sightings.remove(rows.integer(3) / chunksPerTrace, rows.bytes(2));
        }
    }
    for (const char *const sql : {"DELETE FROM chunks WHERE id >= ? AND id < ?",
                                  "DELETE FROM marks WHERE chunk >= ? AND chunk < ?"}) {
        Statement rows = m_connection.prepared(sql);
        rows.bind(from).bind(to).run();
    }
    return spans;
}

/// The last chunks of a large trace. Returns the number of their spans; 0 when there are none left.
std::int64_t Retention::removePartOf(std::int64_t seq)
{
    std::int64_t from = 0;
    {
        Statement rows = m_connection.prepared("SELECT id, length(data), texts FROM chunks WHERE id >= ? AND "
                                               "id < ? ORDER BY id DESC LIMIT 1000");
        rows.bind(chunkId(seq, 0)).bind(chunkId(seq + 1, 0));
        for (std::int64_t bytes = 0; bytes < mostBytes && rows.next();
             bytes += rows.integer(1) + textBytes(rows.bytes(2)))
            from = rows.integer(0);
    }
    return from == 0 ? 0 : removeChunks(from, chunkId(seq + 1, 0));
}

/// Notes what a slice took and lets the next one take more or less.
void Retention::took(Clock::time_point begun, std::int64_t &amount, std::int64_t most)
{
    const auto time = Clock::now() - begun;
    m_longest = std::max<std::chrono::nanoseconds>(m_longest, time);
    if (time > sliceTime)
        amount = amount * 2 / 3;
    else if (time < sliceTime / 2)
        amount = amount * 3 / 2;
    amount = std::clamp<std::int64_t>(amount, 4, most);
}

bool Retention::indexSlice()
{
    const auto begun = Clock::now();
    Transaction transaction(m_connection, Transaction::Kind::Write);
    std::int64_t segment = 0;
    {
        Statement oldest =
            m_connection.prepared("SELECT id FROM text_segments WHERE last_seq < "
                                  "(SELECT coalesce(min(seq), 9223372036854775807) FROM traces) LIMIT 1");
        segment = oldest.next() ? oldest.integer(0) : 0;
    }
    if (segment == 0) {
        m_connection.execute("DELETE FROM reindex WHERE trace NOT IN (SELECT seq FROM traces)");
        transaction.commit();
        return false;
    }
    Statement postings = m_connection.prepared("DELETE FROM text_postings WHERE id >= ? AND id < ?");
    postings.bind(postingsId(segment, 0)).bind(postingsId(segment + 1, 0)).run();
    Statement row = m_connection.prepared("DELETE FROM text_segments WHERE id = ?");
    row.bind(segment).run();
    transaction.commit();
    m_longest = std::max<std::chrono::nanoseconds>(m_longest, Clock::now() - begun);
    return true;
}

bool Retention::logsSlice()
{
    const auto begun = Clock::now();
    Transaction transaction(m_connection, Transaction::Kind::Write);
    m_texts.forget();
    std::vector<std::int64_t> chunks;
    {
        Statement rows = m_connection.prepared("SELECT id FROM log_chunks INDEXED BY log_chunks_by_end WHERE "
                                               "end_ns < ? AND arrived_ns < ? ORDER BY end_ns LIMIT 16");
        rows.bind(removedBefore()).bind(m_horizon);
        while (rows.next())
            chunks.push_back(rows.integer(0));
    }
    std::int64_t records = 0;
    for (const std::int64_t chunk : chunks) {
        records += removeLogs(chunk);
        if (Clock::now() - begun > sliceTime || (m_maxBytes && excess() <= 0))
            break;
    }
    if (chunks.empty())
        return false;
    m_texts.flush();
    Statement counter = m_connection.prepared("UPDATE counters SET value = value - ? WHERE name = 'logs'");
    counter.bind(records).run();
    transaction.commit();
    m_longest = std::max<std::chrono::nanoseconds>(m_longest, Clock::now() - begun);
    return true;
}

/// Returns the number of its records.
std::int64_t Retention::removeLogs(std::int64_t chunk)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> keys;
    {
        Statement row = m_connection.prepared("SELECT keys, texts FROM log_chunks WHERE id = ?");
        row.bind(chunk).next();
        const std::string_view packed = row.bytes(0);
        const auto number = [&](std::size_t at) {
            std::int64_t value = 0;
            std::memcpy(&value, packed.data() + at,
                        sizeof value); // little-endian, as ByteWriter's numbers are
            return value;
        };
        for (std::size_t at = 0; at + 16 <= packed.size(); at += 16)
            keys.emplace_back(number(at), number(at + 8));
        for (ByteReader in(row.bytes(1)); !in.atEnd();)
            m_texts.release(static_cast<std::int64_t>(in.varint()));
    }
    std::set<std::int64_t> traces;
    for (const auto &[time, hash] : keys) {
        Statement row =
            m_connection.prepared("DELETE FROM logs WHERE time_ns = ? AND hash = ? RETURNING trace");
        row.bind(time).bind(hash);
        while (row.next()) {
            if (!row.isNull(0))
                traces.insert(row.integer(0));
        }
    }
    for (const std::int64_t trace : traces) {
        Statement unused =
            m_connection.prepared("DELETE FROM log_traces WHERE id = ? AND NOT EXISTS "
                                  "(SELECT 1 FROM logs INDEXED BY logs_by_trace WHERE trace = ?)");
        unused.bind(trace).bind(trace).run();
    }
    Statement data = m_connection.prepared("DELETE FROM log_chunks WHERE id = ?");
    data.bind(chunk).run();
    return static_cast<std::int64_t>(keys.size());
}

bool Retention::exemplarsSlice()
{
    const auto begun = std::chrono::steady_clock::now();
    Transaction transaction(m_connection, Transaction::Kind::Write);
    Statement statement = m_connection.prepared("DELETE FROM exemplars WHERE (series, time_ns, trace, span, "
                                                "value) IN (SELECT series, time_ns, trace, "
                                                "span, value FROM exemplars INDEXED BY exemplars_by_time "
                                                "WHERE time_ns < ? ORDER BY time_ns LIMIT ?)");
    statement.bind(removedBefore()).bind(exemplarsPerSlice).run();
    const bool hasRemoved = statement.changedRows() > 0;
    transaction.commit();
    m_longest = std::max<std::chrono::nanoseconds>(m_longest, Clock::now() - begun);
    return hasRemoved;
}

bool Retention::recordsSlice()
{
    if (m_maxBytes)
        return false;
    const auto begun = Clock::now();
    Transaction transaction(m_connection, Transaction::Kind::Write);
    std::int64_t removed = 0;
    for (const char *const sql :
         {"DELETE FROM replays WHERE replay IN (SELECT replay FROM replays WHERE "
          "started_ns < ? ORDER BY started_ns LIMIT ?)",
          "DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE time_ns < ? "
          "ORDER BY time_ns LIMIT ?)",
          "DELETE FROM recorded_points WHERE (time_ns, hash) IN (SELECT time_ns, hash "
          "FROM recorded_points WHERE time_ns < ? ORDER BY time_ns, hash LIMIT ?)"}) {
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
    m_longest = std::max<std::chrono::nanoseconds>(m_longest, Clock::now() - begun);
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
        Statement last = m_connection.prepared("SELECT time_ns FROM metric_rows WHERE resolution_ns = ? AND "
                                               "time_ns < ? ORDER BY time_ns LIMIT 1 OFFSET ?");
        if (last.bind(resolution).bind(before).bind(rowsPerSlice).next())
            before = last.time(0) + Duration(1);
    }
    Statement statement =
        m_connection.prepared("DELETE FROM metric_rows WHERE resolution_ns = ? AND time_ns < ?");
    statement.bind(resolution).bind(before).run();
    return statement.changedRows();
}

bool Retention::vacuumSlice()
{
    if (m_connection.pragma("freelist_count") == 0)
        return false;
    const auto begun = Clock::now();
    m_connection.execute("PRAGMA incremental_vacuum(" + std::to_string(m_pages) + ")");
    took(begun, m_pages, maxVacuum);
    return m_connection.pragma("freelist_count") > 0;
}

} // namespace spanwise
