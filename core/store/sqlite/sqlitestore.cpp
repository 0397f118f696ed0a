// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitestore.h"

#include "core/store/chunk/pause.h"
#include "core/store/chunk/readrows.h"
#include "core/store/sqlite/engine.h"
#include "core/store/sqlite/records.h"
#include "core/store/sqlite/retention.h"
#include "core/store/sqlite/searchnarrower.h"
#include "core/store/sqlite/storedlogs.h"
#include "core/store/sqlite/storedtrace.h"
#include "core/store/sqlite/tracequery.h"
#include "core/store/sqlite/tracerow.h"
#include "core/store/text/searchtext.h"

namespace spanwise {
namespace {

using readrows::notFound;

} // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path &path,
                                                       SqliteOptions options)
{
    return guarded<std::unique_ptr<SqliteStore>>([&] {
        OpenReport report;
        auto writer = openForWriting(path, Engine::connectionOptions(options), report);
        auto engine =
            std::make_unique<Engine>(path, std::move(options), std::move(writer), std::move(report));
        return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(engine)));
    });
}

SqliteStore::SqliteStore(std::unique_ptr<Engine> engine)
    : m_engine(std::move(engine))
{
}

SqliteStore::~SqliteStore() = default;

const OpenReport &SqliteStore::openReport() const noexcept
{
    return m_engine->report;
}

Result<TracePage> SqliteStore::list(const TraceRequest &request, std::stop_token stop) const
{
    return m_engine->read<TracePage>(std::move(stop), [&](Connection &connection, const Interruptible &) {
        TraceQuery query(connection, request.filter);
        if (request.after)
            query.startAfter(*request.after);
        TracePage page;
        Statement rows = query.select(SPANWISE_SUMMARY_COLUMNS, std::int64_t(request.limit) + 1);
        while (page.traces.size() < request.limit && rows.next())
            page.traces.push_back(summaryOf(rows));
        page.complete = page.traces.size() < request.limit || !rows.next();
        return page;
    });
}

Result<std::uint64_t> SqliteStore::count(const TraceFilter &filter, std::uint64_t limit,
                                         std::stop_token stop) const
{
    return m_engine->read<std::uint64_t>(std::move(stop), [&](Connection &connection, const Interruptible &) {
        const auto most = static_cast<std::int64_t>(std::min<std::uint64_t>(limit, INT64_MAX));
        return static_cast<std::uint64_t>(TraceQuery(connection, filter).count(most));
    });
}

Result<TraceSummary> SqliteStore::summary(TraceId id) const
{
    return m_engine->read<TraceSummary>(
        {}, [&](Connection &connection, const Interruptible &) -> Result<TraceSummary> {
            Statement row = connection.prepared("SELECT " SPANWISE_SUMMARY_COLUMNS
                                                " FROM traces t WHERE t.seq = (" SPANWISE_SEQ_OF_ID ")");
            if (!bindId(row, id).next())
                return notFound(id);
            return summaryOf(row);
        });
}

Result<std::shared_ptr<const Trace>> SqliteStore::load(TraceId id, std::stop_token stop) const
{
    using Loaded = std::shared_ptr<const Trace>;
    return m_engine->read<Loaded>(
        std::move(stop), [&](Connection &connection, const Interruptible &running) -> Result<Loaded> {
            if (auto trace = StoredTrace(connection, running, m_engine->dictionaries)
                                 .load(id, m_engine->options.readFacts))
                return trace;
            return notFound(id);
        });
}

Status SqliteStore::loadEach(std::span<const TraceId> ids, const TraceVisitor &visit,
                             std::stop_token stop) const
{
    return m_engine->read<Done>(std::move(stop), [&](Connection &connection, const Interruptible &running) {
        for (const TraceId id : ids) {
            running.check();
            if (!visit(StoredTrace(connection, running, m_engine->dictionaries)
                           .load(id, m_engine->options.readFacts)))
                break;
        }
        return Done{};
    });
}

Result<std::optional<std::vector<PageCursor>>> SqliteStore::narrow(const SearchNarrowing &narrowing,
                                                                   const TraceFilter &filter,
                                                                   const std::optional<PageCursor> &after,
                                                                   std::stop_token stop) const
{
    using Places = std::optional<std::vector<PageCursor>>;
    if (narrowing.needs.empty() && narrowing.words.empty() && narrowing.alternatives.empty())
        return Places();
    return m_engine->read<Places>(
        std::move(stop), [&](Connection &connection, const Interruptible &running) -> Places {
            const auto traces = SearchNarrower(connection, running).candidates(narrowing);
            if (!traces)
                return std::nullopt;
            TraceQuery query(connection, filter);
            query.restrictTo(*traces);
            if (after)
                query.startAfter(*after);
            std::vector<PageCursor> places;
            for (Statement rows = query.select("t.begin_ns, t.id", INT64_MAX); rows.next();)
                places.push_back({rows.time(0), rows.id<TraceId>(1)});
            return places;
        });
}

Result<std::vector<TraceId>> SqliteStore::findByPrefix(const std::string &hex, std::uint32_t limit) const
{
    using Ids = std::vector<TraceId>;
    const std::string prefix = traceIdPrefix(folded(hex));
    if (prefix.empty())
        return Error{Error::Code::InvalidInput,
                     "'" + hex + "' is not the beginning of a trace id: give 4 to 32 hex digits."};
    return m_engine->read<Ids>({}, [&](Connection &connection, const Interruptible &) {
        const auto [first, last] = idRange(prefix);
        Statement rows = connection.prepared(
            "SELECT id FROM traces WHERE seq IN (SELECT seq FROM trace_ids WHERE id BETWEEN ? AND ? "
            "UNION ALL SELECT seq FROM " SPANWISE_RECENT_TRACES " AND id BETWEEN ? AND ? "
            "UNION ALL SELECT trace FROM trace_aliases WHERE id BETWEEN ? AND ?) "
            "ORDER BY +begin_ns DESC, id DESC LIMIT ?");
        rows.bind(first).bind(last).bind(first).bind(last).bind(first).bind(last).bind(std::int64_t(limit));
        Ids ids;
        while (rows.next())
            ids.push_back(rows.id<TraceId>(0));
        return ids;
    });
}

Result<std::vector<std::string>> SqliteStore::services() const
{
    using Names = std::vector<std::string>;
    return m_engine->read<Names>({}, [&](Connection &connection, const Interruptible &) {
        Statement rows = connection.prepared("SELECT CAST(name AS BLOB) FROM services WHERE name <> '' "
                                             "ORDER BY last_seen_ns DESC, name");
        Names names;
        while (rows.next())
            names.push_back(rows.text(0));
        return names;
    });
}

Result<LogPage> SqliteStore::logs(const LogRequest &request, std::stop_token stop) const
{
    return m_engine->read<LogPage>(std::move(stop),
                                   [&](Connection &connection, const Interruptible &running) {
                                       return StoredLogs(connection, running).page(request);
                                   });
}

Result<std::shared_ptr<const TelemetryBatch>> SqliteStore::logsOf(TraceId trace, std::uint32_t limit,
                                                                  std::stop_token stop) const
{
    using Logs = std::shared_ptr<const TelemetryBatch>;
    return m_engine->read<Logs>(std::move(stop), [&](Connection &connection, const Interruptible &running) {
        return StoredLogs(connection, running).ofTrace(trace, limit);
    });
}

Result<StoreStatistics> SqliteStore::statistics() const
{
    return m_engine->read<StoreStatistics>({}, [&](Connection &connection, const Interruptible &) {
        StoreStatistics statistics;
        Statement row = connection.prepared(
            "SELECT (SELECT min(begin_ns) FROM traces), (SELECT max(begin_ns) FROM traces), "
            "(SELECT count(*) FROM traces WHERE pinned = 1)");
        if (row.next()) {
            statistics.pinnedTraces = static_cast<std::uint64_t>(row.integer(2));
            if (!row.isNull(0)) {
                statistics.oldest = row.time(0);
                statistics.newest = row.time(1);
            }
        }
        const auto counter = [&](std::string_view name) {
            Statement value = connection.prepared("SELECT value FROM counters WHERE name = CAST(? AS TEXT)");
            return value.bind(name).next() ? value.integer(0) : 0;
        };
        statistics.traceCount = static_cast<std::uint64_t>(counter("traces"));
        statistics.spanCount = static_cast<std::uint64_t>(counter("spans"));
        statistics.logCount = static_cast<std::uint64_t>(counter("logs"));
        statistics.removedTraces = static_cast<std::uint64_t>(counter("removed_traces"));
        statistics.removedSpans = static_cast<std::uint64_t>(counter("removed_spans"));
        if (const std::int64_t time = counter("removed_at_ns"); time != 0)
            statistics.lastRemoval = Timestamp(Duration(time));
        // What the rows take, wherever they are by now: the log grows and comes home as it likes.
        const std::int64_t pages = connection.pragma("page_count") - connection.pragma("freelist_count");
        statistics.bytes = static_cast<std::uint64_t>(pages * connection.pragma("page_size"));
        return statistics;
    });
}

Result<SavedQuery> SqliteStore::savedQuery(TraceId id) const
{
    return m_engine->read<
        SavedQuery>({}, [&](Connection &connection, const Interruptible &) -> Result<SavedQuery> {
        Statement row = connection.prepared(
            "SELECT t.begin_ns, (SELECT CAST(name AS BLOB) FROM services WHERE id = t.service), t.is_query, "
            "CAST(t.question AS BLOB), " SPANWISE_LONG_TEXT(
                "question") ", CAST(t.answer AS "
                            "BLOB), " SPANWISE_LONG_TEXT("answer") ", CAST(t.context AS "
                                                                   "BLOB), " SPANWISE_LONG_TEXT(
                                                                       "context") " FROM traces t WHERE "
                                                                                  "t.seq = "
                                                                                  "(" SPANWISE_SEQ_OF_ID ")");
        if (!bindId(row, id).next())
            return notFound(id);
        return readrows::savedQuery(row, id, shortOrLong);
    });
}

Result<std::vector<ReplayRecord>> SqliteStore::replaysOf(TraceId original) const
{
    return m_engine->read<std::vector<ReplayRecord>>({}, [&](Connection &connection, const Interruptible &) {
        return records::replaysOf(connection, original);
    });
}

Result<std::vector<ReplayRecord>> SqliteStore::recentReplays(std::uint32_t limit) const
{
    return m_engine->read<std::vector<ReplayRecord>>({}, [&](Connection &connection, const Interruptible &) {
        return records::recentReplays(connection, limit);
    });
}

Result<std::vector<AlertRecord>> SqliteStore::alertHistory(std::uint32_t limit) const
{
    return m_engine->read<std::vector<AlertRecord>>({}, [&](Connection &connection, const Interruptible &) {
        return records::alerts(connection, limit);
    });
}

Result<std::vector<MetricRow>> SqliteStore::metrics(TimeWindow window, Duration resolution) const
{
    return m_engine->read<std::vector<MetricRow>>({}, [&](Connection &connection, const Interruptible &) {
        return records::metrics(connection, window, resolution);
    });
}

Result<std::vector<ExemplarRow>> SqliteStore::exemplars(const ExemplarRequest &request,
                                                        std::stop_token stop) const
{
    return m_engine->read<std::vector<ExemplarRow>>(std::move(stop),
                                                    [&](Connection &connection, const Interruptible &) {
                                                        return records::exemplars(connection, request);
                                                    });
}

Result<std::vector<ExemplarRow>> SqliteStore::exemplarsOf(TraceId trace, std::uint32_t limit) const
{
    return m_engine->read<std::vector<ExemplarRow>>({}, [&](Connection &connection, const Interruptible &) {
        return records::exemplarsOf(connection, trace, limit);
    });
}

Result<std::vector<bool>> SqliteStore::knownPoints(std::span<const RecordedPoint> points) const
{
    return m_engine->read<std::vector<bool>>({}, [&](Connection &connection, const Interruptible &) {
        return records::knownPoints(connection, points);
    });
}

Result<Sightings> SqliteStore::sightings(std::uint64_t document, std::uint32_t limit) const
{
    return m_engine->read<Sightings>({}, [&](Connection &connection, const Interruptible &) {
        return records::sightings(connection, document, limit);
    });
}

Result<std::uint64_t> SqliteStore::generation() const
{
    return m_engine->generation();
}

Result<std::vector<AppendReport>> SqliteStore::append(std::span<const AdmittedBatch *const> group)
{
    return m_engine->append(group);
}

Status SqliteStore::record(const ReplayRecord &replay)
{
    return m_engine->write<Done>([&](Connection &connection, Appender &) {
        records::write(connection, replay);
        return Done{};
    });
}

Status SqliteStore::record(const AlertRecord &alert)
{
    return m_engine->write<Done>([&](Connection &connection, Appender &) {
        records::write(connection, alert);
        return Done{};
    });
}

Status SqliteStore::record(const MetricChanges &changes)
{
    return m_engine->transact<Done>([&](Connection &connection) {
        records::write(connection, changes);
        return Done{};
    });
}

Status SqliteStore::pin(TraceId id, bool pinned)
{
    const auto changed = m_engine->write<bool>([&](Connection &connection, Appender &) {
        Statement update =
            connection.prepared("UPDATE traces SET pinned = ? WHERE seq = (" SPANWISE_SEQ_OF_ID ")");
        bindId(update.bind(std::int64_t(pinned ? 1 : 0)), id).run();
        return update.changedRows() > 0;
    });
    if (!changed)
        return changed.error();
    if (!*changed)
        return notFound(id);
    return Done{};
}

/// Retention, slice by slice; others write in between.
class SqliteStore::Pruning
{
public:
    Pruning(Engine &engine, std::stop_token stop)
        : m_engine(engine)
        , m_stop(std::move(stop))
    {
    }

    /// begin(connection) makes the Retention, in the first slice.
    template<class Begin>
    Result<std::uint64_t> run(Begin &&begin)
    {
        while (!m_stop.stop_requested()) {
            const auto begun = std::chrono::steady_clock::now();
            const auto more = m_engine.write<bool>([&](Connection &connection, Appender &appender) {
                if (!m_retention)
                    begin(m_retention, connection);
                return step(appender);
            });
            if (!more)
                return more.error();
            m_engine.noteSlice(m_retention->longest());
            if (!*more)
                return m_removed;
            pauseFor((std::chrono::steady_clock::now() - begun) / 4,
                     m_stop); // who waits in this process is served anyway
        }
        return Error{Error::Code::Cancelled,
                     "Cancelled after " + std::to_string(m_removed) + " traces were removed."};
    }

private:
    enum class Phase { Oldest, Records, Index, FreePages };

    bool step(Appender &appender)
    {
        switch (m_phase) {
        case Phase::Oldest: {
            if (m_retention->logsSlice()) {
                appender.forget();
                return true;
            }
            if (m_retention->exemplarsSlice())
                return true;
            const std::int64_t count = m_retention->slice(m_engine.now());
            if (count == 0)
                m_phase = Phase::Records;
            else
                appender.forget();
            m_removed += static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
            return true;
        }
        case Phase::Records:
            m_phase = m_retention->recordsSlice() ? m_phase : Phase::Index;
            return true;
        case Phase::Index:
            m_phase = m_retention->indexSlice() ? m_phase : Phase::FreePages;
            return true;
        case Phase::FreePages:
            return m_retention->vacuumSlice();
        }
        return false;
    }

    Engine &m_engine;
    const std::stop_token m_stop;
    std::optional<Retention> m_retention; // keeps from slice to slice what it has learnt about their size
    Phase m_phase = Phase::Oldest;
    std::uint64_t m_removed = 0;
};

Result<std::uint64_t> SqliteStore::prune(Timestamp horizon, std::stop_token stop)
{
    return Pruning(*m_engine, std::move(stop))
        .run([&](std::optional<Retention> &retention, Connection &connection) {
            retention.emplace(connection, horizon, m_engine->now());
        });
}

Result<std::uint64_t> SqliteStore::pruneToBytes(std::uint64_t bytes, std::stop_token stop)
{
    return Pruning(*m_engine, std::move(stop))
        .run([&](std::optional<Retention> &retention, Connection &connection) {
            retention.emplace(connection, bytes);
        });
}

std::chrono::nanoseconds SqliteStore::longestRetentionSlice() const noexcept
{
    return m_engine->longestSlice();
}

} // namespace spanwise
