// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/retention.h"

#include "core/store/sqlite/bytes.h"
#include "core/store/sqlite/tracerow.h"
#include "core/store/sqlite/tracestate.h"

#include <algorithm>
#include <unordered_map>

namespace spanwise {
namespace {

constexpr std::chrono::milliseconds sliceTime{30};
constexpr std::int64_t maxTraces = 2000;
constexpr std::int64_t pagesPerVacuum = 256; // 2 MiB

} // namespace

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
    Statement rows = m_connection.prepared("SELECT seq FROM traces INDEXED BY traces_newest"
                                           " WHERE begin_ns < ? AND end_ns < ? ORDER BY begin_ns LIMIT ?");
    rows.bind(m_horizon).bind(m_horizon).bind(limit);
    while (rows.next())
        seqs.push_back(rows.integer(0));
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

bool Retention::vacuumSlice()
{
    if (m_connection.pragma("freelist_count") == 0)
        return false;
    m_connection.execute("PRAGMA incremental_vacuum(" + std::to_string(pagesPerVacuum) + ")");
    return m_connection.pragma("freelist_count") > 0;
}

} // namespace spanwise
