// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/records.h"

#include "core/store/chunk/readrows.h"
#include "core/store/sqlite/tracerow.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <tuple>

namespace spanwise::records {
namespace {

constexpr const char *replayColumns =
    "SELECT original, replay, started_ns, duration_ns, CAST(target AS BLOB), outcome, http_status, "
    "CAST(message AS BLOB), CAST(answer AS BLOB) FROM replays ";

constexpr const char *exemplarColumns =
    "SELECT CAST(s.name AS BLOB), s.tags, e.time_ns, e.value, e.trace, e.span, CAST(e.attributes AS BLOB) "
    "FROM exemplars e JOIN metric_series s ON s.id = e.series ";

std::int64_t seriesId(Connection &connection, const std::string &name, const MetricTags &ofTags)
{
    const std::string tags = readrows::encoded(ofTags);
    {
        Statement select =
            connection.prepared("SELECT id FROM metric_series WHERE name = CAST(? AS TEXT) AND tags = ?");
        if (select.bind(std::string_view(name)).bind(std::string_view(tags)).next())
            return select.integer(0);
    }
    Statement insert =
        connection.prepared("INSERT INTO metric_series (name, tags) VALUES (CAST(? AS TEXT), ?)");
    insert.bind(std::string_view(name)).bind(std::string_view(tags)).run();
    return insert.insertedRow();
}

} // namespace

void write(Connection &connection, const ReplayRecord &replay)
{
    Statement statement = connection.prepared(
        "INSERT INTO replays (replay, original, started_ns, duration_ns, target, outcome, http_status, "
        "message, answer) "
        "VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT)) "
        "ON CONFLICT (replay) DO UPDATE SET original = excluded.original, started_ns = excluded.started_ns, "
        "duration_ns = excluded.duration_ns, target = excluded.target, outcome = excluded.outcome, "
        "http_status = excluded.http_status, message = excluded.message, answer = excluded.answer");
    statement.bind(replay.replay)
        .bind(replay.original)
        .bind(replay.started)
        .bind(std::int64_t(replay.duration.count()));
    statement.bind(std::string_view(replay.target)).bind(static_cast<std::int64_t>(replay.outcome));
    statement.bind(std::int64_t(replay.httpStatus)).bind(std::string_view(replay.message));
    statement.bind(std::string_view(replay.answer)).run();
}

void write(Connection &connection, const AlertRecord &alert)
{
    Statement statement = connection.prepared(
        "INSERT INTO alerts (time_ns, rule, tags, severity, from_state, to_state, value, expression) "
        "VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, CAST(? AS TEXT))");
    statement.bind(alert.time).bind(std::string_view(alert.rule)).bind(std::string_view(alert.tags));
    statement.bind(static_cast<std::int64_t>(alert.severity)).bind(static_cast<std::int64_t>(alert.from));
    statement.bind(static_cast<std::int64_t>(alert.to))
        .bind(alert.value)
        .bind(std::string_view(alert.expression))
        .run();
}

void write(Connection &connection, const MetricChanges &changes)
{
    for (const MetricRow &row : changes.rows) {
        const std::int64_t series = seriesId(connection, row.name, row.tags);
        Statement statement = connection.prepared("INSERT OR REPLACE INTO metric_rows (resolution_ns, "
                                                  "time_ns, series, count, sum, min, max, sketch) "
                                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        statement.bind(std::int64_t(row.resolution.count())).bind(row.time).bind(series);
        statement.bind(static_cast<std::int64_t>(row.count)).bind(row.sum).bind(row.min).bind(row.max);
        statement.bind(std::string_view(row.sketch)).run();
    }
    for (const ExemplarRow &exemplar : changes.exemplars) {
        const std::int64_t series = seriesId(connection, exemplar.metric, exemplar.tags);
        Statement statement =
            connection.prepared("INSERT OR IGNORE INTO exemplars (series, time_ns, trace, span, value, "
                                "attributes) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT))");
        statement.bind(series).bind(exemplar.time).bind(exemplar.trace).bind(exemplar.span);
        statement.bind(exemplar.value).bind(std::string_view(exemplar.attributes)).run();
    }
    for (const RecordedPoint &point : changes.recorded) {
        Statement statement =
            connection.prepared("INSERT OR IGNORE INTO recorded_points (time_ns, hash) VALUES (?, ?)");
        statement.bind(point.time).bind(static_cast<std::int64_t>(point.hash)).run();
    }
}

std::vector<ReplayRecord> replaysOf(Connection &connection, TraceId original)
{
    Statement rows = connection.prepared(std::string(replayColumns) +
                                         "WHERE original = ? ORDER BY started_ns DESC, replay");
    rows.bind(original);
    return readrows::replays(rows);
}

std::vector<ReplayRecord> recentReplays(Connection &connection, std::uint32_t limit)
{
    Statement rows =
        connection.prepared(std::string(replayColumns) + "ORDER BY started_ns DESC, replay LIMIT ?");
    rows.bind(std::int64_t(limit));
    return readrows::replays(rows);
}

std::vector<AlertRecord> alerts(Connection &connection, std::uint32_t limit)
{
    Statement rows =
        connection.prepared("SELECT time_ns, CAST(rule AS BLOB), CAST(tags AS BLOB), severity, from_state, "
                            "to_state, value, CAST(expression AS BLOB) FROM alerts "
                            "ORDER BY time_ns DESC, id DESC LIMIT ?");
    rows.bind(std::int64_t(limit));
    return readrows::alerts(rows);
}

std::vector<MetricRow> metrics(Connection &connection, TimeWindow window, Duration resolution)
{
    Statement rows = connection.prepared("SELECT CAST(s.name AS BLOB), s.tags, m.time_ns, m.count, m.sum, "
                                         "m.min, m.max, m.sketch FROM metric_rows m "
                                         "JOIN metric_series s ON s.id = m.series WHERE m.resolution_ns = ? "
                                         "AND m.time_ns >= ? AND m.time_ns < ? "
                                         "ORDER BY m.time_ns, m.series");
    rows.bind(std::int64_t(resolution.count())).bind(window.begin).bind(window.end);
    return readrows::metrics(rows, resolution);
}

std::vector<ExemplarRow> exemplars(Connection &connection, const ExemplarRequest &request)
{
    std::vector<std::int64_t> series;
    {
        Statement rows =
            connection.prepared("SELECT id, tags FROM metric_series WHERE name = CAST(? AS TEXT)");
        rows.bind(std::string_view(request.metric));
        while (rows.next()) {
            if (!request.matches || request.matches(readrows::decoded(rows.bytes(1))))
                series.push_back(rows.integer(0));
        }
    }
    // Of each series the newest: no more than all of them are merged, however many lie in the window.
    std::vector<ExemplarRow> found;
    for (const std::int64_t id : series) {
        Statement rows = connection.prepared(std::string(exemplarColumns) +
                                             "WHERE e.series = ? AND e.time_ns >= ? AND e.time_ns < ? "
                                             "ORDER BY e.time_ns DESC, e.trace, e.span, e.value LIMIT ?");
        rows.bind(id).bind(request.window.begin).bind(request.window.end).bind(std::int64_t(request.limit));
        std::ranges::move(readrows::exemplars(rows), std::back_inserter(found));
        if (found.size() > 2 * std::size_t(request.limit))
            readrows::keepNewest(found, request.limit);
    }
    readrows::keepNewest(found, request.limit);
    return found;
}

std::vector<ExemplarRow> exemplarsOf(Connection &connection, TraceId trace, std::uint32_t limit)
{
    Statement rows =
        connection.prepared(std::string(exemplarColumns) +
                            "WHERE e.trace = ? ORDER BY e.time_ns, e.series, e.span, e.value LIMIT ?");
    rows.bind(trace).bind(std::int64_t(limit));
    return readrows::exemplars(rows);
}

std::vector<bool> knownPoints(Connection &connection, std::span<const RecordedPoint> points)
{
    std::vector<bool> known;
    known.reserve(points.size());
    for (const RecordedPoint &point : points) {
        Statement row = connection.prepared("SELECT 1 FROM recorded_points WHERE time_ns = ? AND hash = ?");
        known.push_back(row.bind(point.time).bind(static_cast<std::int64_t>(point.hash)).next());
    }
    return known;
}

Sightings sightings(Connection &connection, std::uint64_t document, std::uint32_t limit)
{
    const auto key = static_cast<std::int64_t>(document);
    Sightings sightings;
    {
        Statement count =
            connection.prepared("SELECT count(*) FROM (SELECT trace FROM sightings WHERE document = ? UNION "
                                "SELECT trace FROM sightings_new WHERE document = ? LIMIT ?)");
        if (count.bind(key).bind(key).bind(static_cast<std::int64_t>(Sightings::countLimit)).next())
            sightings.traces = static_cast<std::uint64_t>(count.integer(0));
    }
    Statement rows =
        connection.prepared("SELECT t.id, t.begin_ns, CAST(t.question AS BLOB), " SPANWISE_LONG_TEXT(
            "question") ", CAST(t.root_name AS BLOB), (SELECT CAST(name AS BLOB) FROM step_names WHERE id = "
                        "s.step), s.rank, s.score "
                        "FROM (SELECT * FROM sightings WHERE document = ? UNION ALL SELECT * FROM "
                        "sightings_new "
                        "WHERE document = ? ORDER BY trace DESC, step DESC, rank DESC LIMIT ?) s JOIN traces "
                        "t ON t.seq = s.trace");
    rows.bind(key).bind(key).bind(std::int64_t(limit));
    while (rows.next()) {
        Sighting sighting = readrows::sighting(rows, shortOrLong);
        // Read backwards, as the index has them: so many rows and not one more, whatever the document's fame.
        auto place = sightings.newest.end();
        while (place != sightings.newest.begin() && std::prev(place)->trace == sighting.trace &&
               std::tie(sighting.step, sighting.rank) <
                   std::tie(std::prev(place)->step, std::prev(place)->rank))
            --place;
        sightings.newest.insert(place, std::move(sighting));
    }
    return sightings;
}

} // namespace spanwise::records
