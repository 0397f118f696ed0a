// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/retention.h"

#include "core/store/chunk/packedids.h"
#include "core/store/postgres/passages.h"
#include "core/store/postgres/texts.h"

#include <algorithm>
#include <chrono>

namespace spanwise::pg {
namespace {

constexpr std::chrono::milliseconds sliceTime{30};
constexpr std::int64_t maxTraces = 2000;
constexpr std::int64_t maxLogChunks = 64;
constexpr std::int64_t rowsPerSlice = 4000; // of records, which are small
constexpr std::int64_t exemplarsPerSlice = 1000;
constexpr std::chrono::hours arrivalPrecision{1};
constexpr Duration fineResolution = std::chrono::minutes(1);
constexpr std::chrono::hours fineMetrics{48};

Timestamp before(Timestamp time, Duration duration)
{
    return time < Timestamp::min() + duration ? Timestamp::min() : time - duration;
}

std::int64_t agreed(Session &session, const std::string &column, std::int64_t origin, std::int64_t wanted)
{
    Parameters parameters;
    parameters.integer(origin).integer(wanted);
    session.run("INSERT INTO clients (origin, " + column +
                    ", seen) VALUES ($1, $2, now()) ON CONFLICT (origin) DO UPDATE SET " + column +
                    " = excluded." + column + ", seen = excluded.seen",
                parameters);
    Rows row = session.run("SELECT max(" + column + ") FROM clients WHERE seen > now() - interval '30 days'");
    return row.next() ? std::max(wanted, row.integer(0)) : wanted;
}

} // namespace

Timestamp agreedHorizon(Session &session, std::int64_t origin, Timestamp horizon, Timestamp now)
{
    std::int64_t wanted = 0;
    const std::int64_t from = horizon.time_since_epoch().count();
    const std::int64_t to = now.time_since_epoch().count();
    if (__builtin_sub_overflow(to, from, &wanted))
        wanted = to > from ? INT64_MAX : INT64_MIN;
    const std::int64_t keep = agreed(session, "keep_ns", origin, wanted);
    std::int64_t begin = 0;
    if (keep == wanted || __builtin_sub_overflow(to, keep, &begin))
        return horizon;
    return std::min(horizon, Timestamp(Duration(begin)));
}

std::uint64_t agreedBytes(Session &session, std::int64_t origin, std::uint64_t bytes)
{
    const auto wanted = static_cast<std::int64_t>(std::min<std::uint64_t>(bytes, INT64_MAX));
    return static_cast<std::uint64_t>(agreed(session, "keep_bytes", origin, wanted));
}

Retention::Retention(Session &session, Timestamp horizon)
    : m_session(session)
    , m_horizon(horizon)
    , m_arrived(before(horizon, arrivalPrecision))
{
}

Retention::Retention(Session &session, std::uint64_t maxBytes)
    : m_session(session)
    , m_horizon(Timestamp::max())
    , m_maxBytes(maxBytes)
    , m_arrived(Timestamp::max())
{
}

std::optional<std::int64_t> Retention::slice(Timestamp now)
{
    return m_maxBytes ? sliceBySize(now) : sliceByAge(now);
}

std::optional<std::int64_t> Retention::sliceByAge(Timestamp now)
{
    if (m_phase == 0) {
        if (const std::int64_t traces = tracesSlice(now); traces > 0)
            return traces;
        m_phase = 1;
    }
    const auto more = [&] {
        return m_phase == 1   ? logsSlice(m_horizon, now)
               : m_phase == 2 ? exemplarsSlice(m_horizon, now) || recordsSlice()
                              : passagesSlice(now);
    };
    for (; m_phase <= 3; ++m_phase) {
        if (more())
            return 0;
    }
    return std::nullopt;
}

/// What is oldest goes first, be it logged or a trace.
std::optional<std::int64_t> Retention::sliceBySize(Timestamp now)
{
    if (excess() <= 0)
        return std::nullopt;
    Rows oldest =
        m_session.runPrepared("SELECT begin_ns FROM traces WHERE NOT pinned ORDER BY begin_ns LIMIT 1");
    const Timestamp begin = oldest.next() ? oldest.time(0) : Timestamp::max();
    if (logsSlice(begin, now) || exemplarsSlice(begin, now))
        return 0;
    const std::int64_t traces = tracesSlice(now);
    return traces > 0 ? std::optional(traces) : std::nullopt;
}

std::int64_t Retention::tracesSlice(Timestamp now)
{
    const auto begun = std::chrono::steady_clock::now();
    Unit unit(m_session, Unit::Kind::Write);
    Doomed doomed = oldest();
    const auto traces = static_cast<std::int64_t>(doomed.seqs.count());
    if (traces == 0)
        return 0;
    remove(doomed);
    doomed.change.traces = -traces;
    doomed.change.bytes -= traces * bytesof::trace;
    countRemoval(m_session, doomed.change, now);
    unit.commit();
    took(begun, m_limit, maxTraces);
    return traces;
}

/// Lets the next slice take more or less.
void Retention::took(std::chrono::steady_clock::time_point begun, std::int64_t &amount,
                     std::int64_t most) const
{
    const bool tooLong = std::chrono::steady_clock::now() - begun > sliceTime;
    amount = std::clamp<std::int64_t>(tooLong ? amount / 2 : amount * 2, 1, most);
}

/// By how much the store is too large.
std::int64_t Retention::excess()
{
    Rows row =
        m_session.runPrepared("SELECT coalesce(sum(value), 0)::bigint FROM counters WHERE name = 'bytes'");
    row.next();
    return row.integer(0) - static_cast<std::int64_t>(std::min<std::uint64_t>(*m_maxBytes, INT64_MAX));
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
    Rows row =
        m_session.runPrepared("SELECT coalesce(sum(value), 0)::bigint FROM counters WHERE name = 'traces'");
    row.next();
    const std::int64_t used = tooMuch + static_cast<std::int64_t>(*m_maxBytes);
    const std::int64_t each = used / std::max<std::int64_t>(row.integer(0), 1);
    return std::clamp<std::int64_t>(tooMuch / std::max<std::int64_t>(each, 1), 1, m_limit);
}

/// Traces that ended before the horizon began before it, so the oldest end of traces_newest has them.
Retention::Doomed Retention::oldest()
{
    Parameters parameters;
    parameters.integer(m_from).integer(m_horizon).integer(m_arrived).integer(traceLimit());
    Rows rows = m_session.runPrepared(
        "SELECT seq, begin_ns, question_text, answer_text, context_text FROM traces WHERE begin_ns >= $1 "
        "AND begin_ns <= $2 AND (end_ns < $2 OR $2 = 9223372036854775807) AND arrived_ns <= $3 "
        "AND NOT pinned ORDER BY begin_ns LIMIT $4 "
        "FOR UPDATE SKIP LOCKED",
        parameters);
    Doomed doomed;
    while (rows.next()) {
        if (doomed.seqs.count() == 0)
            m_from = rows.time(1); // what lies before stays
        doomed.seqs.add(rows.integer(0));
        for (int column = 2; column < 5; ++column) {
            if (!rows.isNull(column))
                doomed.texts.push_back(rows.integer(column));
        }
    }
    return doomed;
}

void Retention::remove(Doomed &doomed)
{
    Parameters seqs;
    seqs.column(doomed.seqs);
    removeChunks(doomed, seqs);
    m_session.runPrepared("DELETE FROM search WHERE trace = ANY ($1)", seqs);
    m_session.runPrepared("DELETE FROM traces WHERE seq = ANY ($1)", seqs);
    Texts texts;
    for (const std::int64_t id : doomed.texts)
        texts.release(id);
    texts.flush(m_session, m_compressor);
    doomed.change.bytes += texts.byteChange();
}

void Retention::removeChunks(Doomed &doomed, const Parameters &seqs)
{
    Rows chunks = m_session.runPrepared(
        "DELETE FROM chunks c USING unnest($1) AS s (seq) WHERE c.id >= s.seq * 16777216 "
        "AND c.id < (s.seq + 1) * 16777216 "
        "RETURNING s.seq, length(c.span_ids), length(c.data), c.texts, c.documents, c.repeated",
        seqs);
    m_session.runPrepared("DELETE FROM marks m USING unnest($1) AS s (seq) WHERE m.chunk >= s.seq * 16777216 "
                          "AND m.chunk < (s.seq + 1) * 16777216",
                          seqs);
    Column traces(Type::Integer);
    Column documents(Type::Integer);
    while (chunks.next()) {
        doomed.change.spans -=
            chunks.integer(1) / static_cast<std::int64_t>(SpanId::byteCount) - chunks.integer(5);
        doomed.change.bytes -= bytesof::chunk + chunks.integer(1) + chunks.integer(2);
        std::ranges::copy(unpackIds(chunks.bytes(3)), std::back_inserter(doomed.texts));
        for (const std::int64_t document : chunks.integers(4)) {
            traces.add(chunks.integer(0));
            documents.add(document);
        }
    }
    if (documents.count() == 0)
        return;
    Parameters seen;
    seen.column(documents).column(traces);
    doomed.change.bytes -=
        bytesof::sighting *
        m_session
            .runPrepared("DELETE FROM sightings s USING unnest($1, $2) AS n (document, trace) "
                         "WHERE s.document = n.document AND s.trace = n.trace",
                         seen)
            .affected();
}

/// Log records that are older than before, whole chunks; false when there is none.
bool Retention::logsSlice(Timestamp before, Timestamp now)
{
    const auto begun = std::chrono::steady_clock::now();
    Unit unit(m_session, Unit::Kind::Write);
    Parameters old;
    old.integer(before).integer(m_horizon).integer(m_logLimit);
    Rows chunks = m_session.runPrepared(
        "WITH gone AS (DELETE FROM log_chunks WHERE id = ANY (ARRAY(SELECT id FROM log_chunks "
        "WHERE end_ns < $1 AND arrived_ns < $2 ORDER BY end_ns LIMIT $3)) RETURNING *), "
        "rows AS (DELETE FROM logs l USING gone g, unnest(g.times, g.hashes) AS k (time_ns, hash) "
        "WHERE l.time_ns = k.time_ns AND l.hash = k.hash AND l.place / 4096 = g.id) "
        "SELECT cardinality(times), length(data), texts FROM gone",
        old);
    CounterChange change;
    Texts texts;
    while (chunks.next()) {
        change.logs -= chunks.integer(0);
        change.bytes -= bytesof::chunk + chunks.integer(0) * bytesof::log + chunks.integer(1);
        for (const std::int64_t text : unpackIds(chunks.bytes(2)))
            texts.release(text);
    }
    if (change.logs == 0)
        return false;
    texts.flush(m_session, m_compressor);
    change.bytes += texts.byteChange();
    countRemoval(m_session, change, now);
    unit.commit();
    took(begun, m_logLimit, maxLogChunks);
    return true;
}

/// What arrives from now on is seen from now on, and what is left arrived when or before it was seen last:
/// Passages.
bool Retention::passagesSlice(Timestamp now)
{
    Rows arrived = m_session.runPrepared("SELECT min(arrived_ns) FROM traces");
    const Timestamp oldest = arrived.next() && !arrived.isNull(0) ? arrived.time(0) : now;
    Parameters parameters;
    parameters.integer(before(std::min(oldest, now), Passages::kept)).integer(rowsPerSlice);
    Unit unit(m_session, Unit::Kind::Write);
    const std::int64_t removed =
        m_session
            .runPrepared("DELETE FROM passages WHERE mark = ANY (ARRAY(SELECT mark FROM passages "
                         "WHERE seen_ns < $1 ORDER BY seen_ns LIMIT $2))",
                         parameters)
            .affected();
    unit.commit();
    return removed > 0;
}

/// Exemplars from before; false when there is none.
bool Retention::exemplarsSlice(Timestamp before, Timestamp now)
{
    Parameters old;
    old.integer(before).integer(exemplarsPerSlice);
    Unit unit(m_session, Unit::Kind::Write);
    Rows gone =
        m_session.runPrepared("DELETE FROM exemplars WHERE ctid = ANY (ARRAY(SELECT ctid FROM exemplars "
                              "WHERE time_ns < $1 ORDER BY time_ns LIMIT $2)) RETURNING length(attributes)",
                              old);
    CounterChange change;
    while (gone.next())
        change.bytes -= bytesof::exemplar + gone.integer(0);
    if (change.bytes == 0)
        return false;
    countRemoval(m_session, change, now);
    unit.commit();
    return true;
}

bool Retention::recordsSlice()
{
    Parameters parameters;
    parameters.integer(m_horizon).integer(rowsPerSlice);
    Unit unit(m_session, Unit::Kind::Write);
    std::int64_t removed = 0;
    for (const char *const sql : {"DELETE FROM replays WHERE replay IN (SELECT replay FROM replays WHERE "
                                  "started_ns < $1 ORDER BY started_ns LIMIT $2)",
                                  "DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE time_ns < $1 "
                                  "ORDER BY time_ns LIMIT $2)",
                                  "DELETE FROM metric_rows WHERE ctid = ANY (ARRAY(SELECT ctid FROM "
                                  "metric_rows WHERE time_ns < $1 LIMIT $2))",
                                  "DELETE FROM recorded_points WHERE ctid = ANY (ARRAY(SELECT ctid FROM "
                                  "recorded_points WHERE time_ns < $1 LIMIT $2))"})
        removed += m_session.runPrepared(sql, parameters).affected();
    removed += removeFineMetrics();
    if (removed > 0)
        countCommit(m_session);
    unit.commit();
    return removed > 0;
}

/// Charts read the finest rows of a day; thirty days of them would take more room than the traces.
std::int64_t Retention::removeFineMetrics()
{
    Parameters fine;
    fine.integer(fineResolution.count());
    Rows newest =
        m_session.runPrepared("SELECT max(time_ns) FROM metric_rows WHERE resolution_ns < $1", fine);
    if (!newest.next() || newest.isNull(0))
        return 0;
    Parameters parameters;
    parameters.integer(before(newest.time(0), fineMetrics))
        .integer(rowsPerSlice)
        .integer(fineResolution.count());
    return m_session
        .runPrepared("DELETE FROM metric_rows WHERE ctid = ANY (ARRAY(SELECT ctid FROM metric_rows WHERE "
                     "resolution_ns < $3 "
                     "AND time_ns < $1 LIMIT $2))",
                     parameters)
        .affected();
}

} // namespace spanwise::pg
