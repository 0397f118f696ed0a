// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/records.h"

#include "core/store/chunk/readrows.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/text.h"
#include "core/store/postgres/tracerow.h"

#include <map>
#include <tuple>

namespace spanwise::pg::records {
namespace {

constexpr const char *replayColumns = "SELECT original, replay, started_ns, duration_ns, target, outcome, "
                                      "http_status, message, answer FROM replays ";

constexpr const char *exemplarColumns =
    "SELECT s.name, s.tags, e.time_ns, e.value, e.trace, e.span, e.attributes ";

/// Name and tags of a series, as they are stored.
using SeriesKey = std::pair<std::string, std::string>;

SeriesKey keyOf(const std::string &name, const MetricTags &tags)
{
    return {storable(name), readrows::encoded(tags)};
}

/// Fills in the numbers of the series, made where they are new. In the order of names: writers that meet wait
/// for each other in turn.
void findSeries(Session &session, std::map<SeriesKey, std::int64_t> &series)
{
    Column names(Type::Text);
    Column tags(Type::Bytes);
    for (const auto &[key, id] : series) {
        names.add(std::string_view(key.first));
        tags.add(std::string_view(key.second));
    }
    Parameters parameters;
    parameters.column(names).column(tags);
    session.runPrepared("INSERT INTO metric_series (name, tags) SELECT n.name, n.tags FROM unnest($1, $2) AS "
                        "n (name, tags) WHERE NOT "
                        "EXISTS (SELECT 1 FROM metric_series s WHERE s.name = n.name AND s.tags = n.tags) ON "
                        "CONFLICT DO NOTHING",
                        parameters);
    Rows found = session.runPrepared("SELECT s.id, s.name, s.tags FROM unnest($1, $2) AS n (name, tags) "
                                     "JOIN metric_series s ON s.name = n.name AND s.tags = n.tags",
                                     parameters);
    while (found.next())
        series[{found.text(1), found.text(2)}] = found.integer(0);
}

void writeRows(Session &session, std::span<const MetricRow> rows,
               const std::map<SeriesKey, std::int64_t> &series, std::int64_t origin)
{
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, const MetricRow *>
        newest; // one statement changes a row once
    for (const MetricRow &row : rows)
        newest[{row.resolution.count(), row.time.time_since_epoch().count(),
                series.at(keyOf(row.name, row.tags))}] = &row;
    Column resolutions(Type::Integer), times(Type::Integer), ids(Type::Integer), counts(Type::Integer);
    Column sums(Type::Real), minima(Type::Real), maxima(Type::Real), sketches(Type::Bytes);
    for (const auto &[key, row] : newest) {
        resolutions.add(std::get<0>(key));
        times.add(std::get<1>(key));
        ids.add(std::get<2>(key));
        counts.add(static_cast<std::int64_t>(row->count));
        sums.add(row->sum);
        minima.add(row->min);
        maxima.add(row->max);
        sketches.add(std::string_view(row->sketch));
    }
    Parameters parameters;
    parameters.column(resolutions)
        .column(times)
        .column(ids)
        .column(counts)
        .column(sums)
        .column(minima)
        .column(maxima);
    parameters.column(sketches).integer(origin);
    session.runPrepared(
        "INSERT INTO metric_rows (origin, resolution_ns, time_ns, series, count, sum, min, max, sketch) "
        "SELECT $9, * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (origin, resolution_ns, time_ns, series) DO UPDATE SET count = excluded.count, "
        "sum = excluded.sum, min = excluded.min, max = excluded.max, sketch = excluded.sketch",
        parameters);
}

/// Returns what those take that are new.
std::int64_t writeExemplars(Session &session, std::span<const ExemplarRow> exemplars,
                            const std::map<SeriesKey, std::int64_t> &series)
{
    Column ids(Type::Integer), times(Type::Integer), traces(Type::Bytes), spans(Type::Bytes);
    Column values(Type::Real), attributes(Type::Bytes);
    for (const ExemplarRow &exemplar : exemplars) {
        ids.add(series.at(keyOf(exemplar.metric, exemplar.tags)));
        times.add(exemplar.time);
        traces.add(exemplar.trace);
        spans.add(exemplar.span);
        values.add(exemplar.value);
        attributes.add(std::string_view(exemplar.attributes));
    }
    Parameters parameters;
    parameters.column(ids).column(times).column(traces).column(spans).column(values).column(attributes);
    Rows added = session.runPrepared(
        "INSERT INTO exemplars (series, time_ns, trace, span, value, attributes) "
        "SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS n (series, time_ns, trace, span, value, attributes) "
        "ORDER BY series, time_ns, trace, span, value ON CONFLICT DO NOTHING RETURNING length(attributes)",
        parameters);
    std::int64_t bytes = 0;
    while (added.next())
        bytes += bytesof::exemplar + added.integer(0);
    return bytes;
}

Parameters keysOf(std::span<const RecordedPoint> points)
{
    Column times(Type::Integer), hashes(Type::Integer);
    for (const RecordedPoint &point : points) {
        times.add(point.time);
        hashes.add(static_cast<std::int64_t>(point.hash));
    }
    Parameters parameters;
    parameters.column(times).column(hashes);
    return parameters;
}

} // namespace

void write(Session &session, const ReplayRecord &replay)
{
    Parameters parameters;
    parameters.id(replay.replay).id(replay.original).integer(replay.started).integer(replay.duration.count());
    parameters.bytes(replay.target)
        .integer(static_cast<std::int64_t>(replay.outcome))
        .integer(replay.httpStatus);
    parameters.bytes(replay.message).bytes(replay.answer);
    Unit unit(session, Unit::Kind::Write);
    session.runPrepared(
        "INSERT INTO replays (replay, original, started_ns, duration_ns, target, outcome, http_status, "
        "message, "
        "answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (replay) DO UPDATE SET "
        "original = excluded.original, started_ns = excluded.started_ns, duration_ns = excluded.duration_ns, "
        "target = excluded.target, outcome = excluded.outcome, http_status = excluded.http_status, "
        "message = excluded.message, answer = excluded.answer",
        parameters);
    countCommit(session);
    unit.commit();
}

void write(Session &session, const AlertRecord &alert)
{
    Parameters parameters;
    parameters.integer(alert.time).text(storable(alert.rule)).text(storable(alert.tags));
    parameters.integer(static_cast<std::int64_t>(alert.severity))
        .integer(static_cast<std::int64_t>(alert.from));
    parameters.integer(static_cast<std::int64_t>(alert.to))
        .real(alert.value)
        .text(storable(alert.expression));
    Unit unit(session, Unit::Kind::Write);
    session.runPrepared(
        "INSERT INTO alerts (time_ns, rule, tags, severity, from_state, to_state, value, expression) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        parameters);
    countCommit(session);
    unit.commit();
}

void write(Session &session, const MetricChanges &changes, std::int64_t origin)
{
    if (changes.rows.empty() && changes.exemplars.empty() && changes.recorded.empty())
        return;
    std::map<SeriesKey, std::int64_t> series;
    for (const MetricRow &row : changes.rows)
        series[keyOf(row.name, row.tags)] = 0;
    for (const ExemplarRow &exemplar : changes.exemplars)
        series[keyOf(exemplar.metric, exemplar.tags)] = 0;
    Unit unit(session, Unit::Kind::Write);
    findSeries(session, series);
    if (!changes.rows.empty())
        writeRows(session, changes.rows, series, origin);
    CounterChange change;
    if (!changes.exemplars.empty())
        change.bytes = writeExemplars(session, changes.exemplars, series);
    if (!changes.recorded.empty())
        session.runPrepared("INSERT INTO recorded_points (origin, time_ns, hash) SELECT $3, * FROM "
                            "unnest($1, $2) ON CONFLICT DO NOTHING",
                            keysOf(changes.recorded).integer(origin));
    countCommit(session, change);
    unit.commit();
}

std::vector<ReplayRecord> replaysOf(Session &session, TraceId original)
{
    Parameters parameters;
    parameters.id(original);
    return readrows::replays(session.run(
        std::string(replayColumns) + "WHERE original = $1 ORDER BY started_ns DESC, replay", parameters));
}

std::vector<ReplayRecord> recentReplays(Session &session, std::uint32_t limit)
{
    return readrows::replays(session.run(std::string(replayColumns) +
                                         "ORDER BY started_ns DESC, replay LIMIT " + std::to_string(limit)));
}

std::vector<AlertRecord> alerts(Session &session, std::uint32_t limit)
{
    Rows rows = session.run(
        "SELECT time_ns, rule, tags, severity, from_state, to_state, value, expression FROM alerts "
        "ORDER BY time_ns DESC, id DESC LIMIT " +
        std::to_string(limit));
    return readrows::alerts(rows);
}

std::vector<MetricRow> metrics(Session &session, TimeWindow window, Duration resolution, std::int64_t origin)
{
    Parameters parameters;
    parameters.integer(origin).integer(resolution.count()).integer(window.begin).integer(window.end);
    Rows rows = session.run(
        "SELECT s.name, s.tags, m.time_ns, m.count, m.sum, m.min, m.max, m.sketch FROM metric_rows m "
        "JOIN metric_series s ON s.id = m.series WHERE m.origin = $1 AND m.resolution_ns = $2 "
        "AND m.time_ns >= $3 AND m.time_ns < $4 ORDER BY m.time_ns, m.series",
        parameters);
    return readrows::metrics(rows, resolution);
}

std::vector<ExemplarRow> exemplars(Session &session, const ExemplarRequest &request)
{
    Column series(Type::Integer);
    {
        Parameters name;
        name.text(storable(request.metric));
        Rows rows = session.runPrepared("SELECT id, tags FROM metric_series WHERE name = $1", name);
        while (rows.next()) {
            if (!request.matches || request.matches(readrows::decoded(rows.bytes(1))))
                series.add(rows.integer(0));
        }
    }
    // Of each series the newest: no more than all of them are sorted, however many lie in the window.
    Parameters parameters;
    parameters.column(series)
        .integer(request.window.begin)
        .integer(request.window.end)
        .integer(request.limit);
    return readrows::exemplars(session.runPrepared(
        std::string(exemplarColumns) +
            "FROM unnest($1) AS n (id) JOIN metric_series s ON s.id = n.id CROSS JOIN LATERAL (SELECT * FROM "
            "exemplars WHERE series = n.id AND time_ns >= $2 AND time_ns < $3 ORDER BY time_ns DESC LIMIT "
            "$4) "
            "e ORDER BY e.time_ns DESC, e.series, e.trace, e.span, e.value LIMIT $4",
        parameters));
}

std::vector<ExemplarRow> exemplarsOf(Session &session, TraceId trace, std::uint32_t limit)
{
    Parameters parameters;
    parameters.id(trace).integer(limit);
    return readrows::exemplars(
        session.runPrepared(std::string(exemplarColumns) +
                                "FROM exemplars e JOIN metric_series s ON s.id = e.series WHERE e.trace = $1 "
                                "ORDER BY e.time_ns, e.series, e.span, e.value LIMIT $2",
                            parameters));
}

std::vector<bool> knownPoints(Session &session, std::span<const RecordedPoint> points, std::int64_t origin)
{
    std::vector<bool> known;
    if (points.empty())
        return known;
    Rows rows = session.runPrepared(
        "SELECT r.hash IS NOT NULL FROM unnest($1, $2) WITH ORDINALITY AS n (time_ns, hash, place) LEFT JOIN "
        "recorded_points r ON r.origin = $3 AND r.time_ns = n.time_ns AND r.hash = n.hash ORDER BY n.place",
        keysOf(points).integer(origin));
    while (rows.next())
        known.push_back(rows.integer(0) != 0);
    return known;
}

Sightings sightings(Session &session, std::uint64_t document, std::uint32_t limit)
{
    Parameters parameters;
    parameters.integer(static_cast<std::int64_t>(document));
    Sightings sightings;
    Rows count =
        session.run("SELECT count(*) FROM (SELECT DISTINCT trace FROM sightings WHERE document = $1 LIMIT " +
                        std::to_string(Sightings::countLimit) + ") seen",
                    parameters);
    if (count.next())
        sightings.traces = static_cast<std::uint64_t>(count.integer(0));
    // Read backwards, as the index has them: so many rows and not one more, whatever the document's fame.
    Rows rows = session.run("SELECT t.id, t.begin_ns, t.question, " SPANWISE_PG_LONG_TEXT(
                                "question") ", t.root_name, n.name, s.rank, s.score "
                                            "FROM (SELECT * FROM sightings WHERE document = $1 ORDER BY "
                                            "trace DESC, step DESC, rank DESC LIMIT " +
                                std::to_string(limit) +
                                ") s JOIN traces t ON t.seq = s.trace JOIN step_names n ON n.id = s.step "
                                "ORDER BY s.trace DESC, n.name, s.rank",
                            parameters);
    while (rows.next()) {
        sightings.newest.push_back(readrows::sighting(rows, shortOrLong));
    }
    return sightings;
}

} // namespace spanwise::pg::records
