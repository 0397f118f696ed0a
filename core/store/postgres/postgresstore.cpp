// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/postgresstore.h"

#include "core/store/chunk/readrows.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/engine.h"
#include "core/store/postgres/password.h"
#include "core/store/postgres/records.h"
#include "core/store/postgres/searchnarrower.h"
#include "core/store/postgres/storedlogs.h"
#include "core/store/postgres/storedtraces.h"
#include "core/store/postgres/tracequery.h"
#include "core/store/postgres/tracerow.h"
#include "core/store/text/searchtext.h"

#include <algorithm>

namespace spanwise {
namespace {

using pg::Parameters;
using pg::Rows;
using pg::Session;
using pg::StopSignal;
using readrows::notFound;

constexpr int passwordAttempts = 3;

Parameters of(TraceId id)
{
    Parameters parameters;
    parameters.id(id);
    return parameters;
}

} // namespace

Result<std::unique_ptr<PostgresStore>> PostgresStore::open(PostgresUrl url, PostgresOptions options)
{
    return pg::guarded<std::unique_ptr<PostgresStore>>([&] {
        for (int attempt = 0;; ++attempt) {
            try {
                auto engine = std::make_unique<Engine>(url, options);
                engine->open();
                return std::unique_ptr<PostgresStore>(new PostgresStore(std::move(engine)));
            } catch (const pg::Failure &failure) {
                const bool mayAsk = failure.error().code == Error::Code::Unreachable && options.askPassword &&
                                    attempt < passwordAttempts && pg::wantsPassword(url);
                const auto password = mayAsk ? options.askPassword(url.shown()) : std::nullopt;
                if (!password)
                    throw;
                url.password = *password;
            }
        }
    });
}

PostgresStore::PostgresStore(std::unique_ptr<Engine> engine)
    : m_engine(std::move(engine))
{
}

PostgresStore::~PostgresStore() = default;

std::string PostgresStore::where() const
{
    return m_engine->url.shown();
}

bool PostgresStore::hasTextIndex() const noexcept
{
    return m_engine->schema.hasTrigrams;
}

Result<TracePage> PostgresStore::list(const TraceRequest &request, std::stop_token stop) const
{
    return m_engine->read<TracePage>(std::move(stop), [&](Session &session, const StopSignal &) {
        pg::TraceQuery query(session, request.filter);
        if (request.after)
            query.startAfter(*request.after);
        TracePage page;
        Rows rows = query.select(SPANWISE_PG_SUMMARY_COLUMNS, std::int64_t(request.limit) + 1);
        while (page.traces.size() < request.limit && rows.next())
            page.traces.push_back(pg::summaryOf(rows));
        page.complete = page.traces.size() < request.limit || !rows.next();
        return page;
    });
}

Result<std::uint64_t> PostgresStore::count(const TraceFilter &filter, std::uint64_t limit,
                                           std::stop_token stop) const
{
    return m_engine->read<std::uint64_t>(std::move(stop), [&](Session &session, const StopSignal &) {
        return pg::TraceQuery(session, filter).count(limit);
    });
}

Result<TraceSummary> PostgresStore::summary(TraceId id) const
{
    return m_engine->read<TraceSummary>(
        {}, [&](Session &session, const StopSignal &) -> Result<TraceSummary> {
            Rows row = session.run("SELECT " SPANWISE_PG_SUMMARY_COLUMNS
                                   " FROM traces t WHERE t.seq = " SPANWISE_PG_SEQ_OF("$1"),
                                   of(id));
            if (!row.next())
                return notFound(id);
            return pg::summaryOf(row);
        });
}

Result<std::shared_ptr<const Trace>> PostgresStore::load(TraceId id, std::stop_token stop) const
{
    using Loaded = std::shared_ptr<const Trace>;
    return m_engine->read<Loaded>(
        std::move(stop), [&](Session &session, const StopSignal &signal) -> Result<Loaded> {
            if (auto trace = pg::StoredTraces(session, signal, m_engine->options.readFacts).load(id))
                return trace;
            return notFound(id);
        });
}

Status PostgresStore::loadEach(std::span<const TraceId> ids, const TraceVisitor &visit,
                               std::stop_token stop) const
{
    // What was visited is not visited again when the connection is lost in the middle and the read begins
    // anew.
    std::size_t done = 0;
    const auto counted = [&](std::shared_ptr<const Trace> trace) {
        ++done;
        return visit(std::move(trace));
    };
    return m_engine->read<Done>(std::move(stop), [&](Session &session, const StopSignal &signal) {
        pg::StoredTraces(session, signal, m_engine->options.readFacts).loadEach(ids.subspan(done), counted);
        return Done{};
    });
}

Result<std::optional<std::vector<PageCursor>>> PostgresStore::narrow(const SearchNarrowing &narrowing,
                                                                     const TraceFilter &filter,
                                                                     const std::optional<PageCursor> &after,
                                                                     std::stop_token stop) const
{
    using Places = std::optional<std::vector<PageCursor>>;
    if (narrowing.needs.empty() && narrowing.words.empty() && narrowing.alternatives.empty())
        return Places();
    return m_engine->read<Places>(std::move(stop), [&](Session &session, const StopSignal &) -> Places {
        pg::Unit unit(session, pg::Unit::Kind::Read);
        const auto traces = pg::SearchNarrower(session).candidates(narrowing);
        if (!traces)
            return std::nullopt;
        std::vector<PageCursor> places;
        if (!traces->empty()) {
            pg::TraceQuery query(session, filter);
            query.restrictTo(*traces);
            if (after)
                query.startAfter(*after);
            for (Rows rows = query.select("t.begin_ns, t.id", std::int64_t(traces->size())); rows.next();)
                places.push_back({rows.time(0), rows.id<TraceId>(1)});
        }
        unit.commit();
        return places;
    });
}

Result<std::vector<TraceId>> PostgresStore::findByPrefix(const std::string &hex, std::uint32_t limit) const
{
    using Ids = std::vector<TraceId>;
    const std::string prefix = traceIdPrefix(folded(hex));
    if (prefix.empty())
        return Error{Error::Code::InvalidInput,
                     "'" + hex + "' is not the beginning of a trace id: give 4 to 32 hex digits."};
    return m_engine->read<Ids>({}, [&](Session &session, const StopSignal &) {
        const auto [first, last] = idRange(prefix);
        Parameters parameters;
        parameters.id(first).id(last);
        Rows rows = session.run(
            "SELECT id FROM traces WHERE seq IN (SELECT seq FROM traces WHERE id BETWEEN $1 AND $2 UNION ALL "
            "SELECT trace FROM trace_aliases WHERE id BETWEEN $1 AND $2) ORDER BY begin_ns + 0 DESC, id DESC "
            "LIMIT " +
                std::to_string(limit),
            parameters);
        Ids ids;
        while (rows.next())
            ids.push_back(rows.id<TraceId>(0));
        return ids;
    });
}

Result<std::vector<std::string>> PostgresStore::services() const
{
    using Names = std::vector<std::string>;
    return m_engine->read<Names>({}, [&](Session &session, const StopSignal &) {
        Rows rows = session.run("SELECT s.name FROM services s LEFT JOIN LATERAL (SELECT begin_ns FROM "
                                "traces t WHERE t.service = s.id "
                                "ORDER BY begin_ns DESC LIMIT 1) newest ON true WHERE s.name <> '' "
                                "ORDER BY newest.begin_ns DESC NULLS LAST, s.name");
        Names names;
        while (rows.next())
            names.push_back(rows.text(0));
        return names;
    });
}

Result<StoreStatistics> PostgresStore::statistics() const
{
    return m_engine->read<StoreStatistics>({}, [&](Session &session, const StopSignal &) {
        StoreStatistics statistics;
        Rows counters = session.run("SELECT name, sum(value)::bigint FROM counters GROUP BY name");
        while (counters.next()) {
            const std::string name = counters.text(0);
            const std::int64_t value = counters.integer(1);
            if (name == "traces")
                statistics.traceCount = static_cast<std::uint64_t>(value);
            else if (name == "spans")
                statistics.spanCount = static_cast<std::uint64_t>(value);
            else if (name == "logs")
                statistics.logCount = static_cast<std::uint64_t>(value);
            else if (name == "removed_traces")
                statistics.removedTraces = static_cast<std::uint64_t>(value);
            else if (name == "removed_spans")
                statistics.removedSpans = static_cast<std::uint64_t>(value);
            else if (name == "removed_at_ns")
                statistics.lastRemoval = counters.time(1);
        }
        Rows row = session.run("SELECT (SELECT min(begin_ns) FROM traces), (SELECT max(begin_ns) FROM "
                               "traces), (SELECT count(*) FROM traces WHERE pinned), "
                               "(SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM "
                               "pg_class c WHERE c.relkind = 'r' "
                               "AND c.relnamespace = to_regnamespace(current_schema())::oid)");
        if (row.next()) {
            if (!row.isNull(0)) {
                statistics.oldest = row.time(0);
                statistics.newest = row.time(1);
            }
            statistics.pinnedTraces = static_cast<std::uint64_t>(row.integer(2));
            statistics.bytes = static_cast<std::uint64_t>(row.integer(3));
        }
        return statistics;
    });
}

Result<SavedQuery> PostgresStore::savedQuery(TraceId id) const
{
    return m_engine->read<SavedQuery>({}, [&](Session &session, const StopSignal &) -> Result<SavedQuery> {
        Rows row = session.run(
            "SELECT t.begin_ns, (SELECT name FROM services WHERE id = t.service), t.is_query, "
            "t.question, " SPANWISE_PG_LONG_TEXT("question") ", t.answer, " SPANWISE_PG_LONG_TEXT(
                "answer") ", t.context, " SPANWISE_PG_LONG_TEXT("context") " FROM traces t WHERE t.seq "
                                                                           "= " SPANWISE_PG_SEQ_OF("$1"),
            of(id));
        if (!row.next())
            return notFound(id);
        return readrows::savedQuery(row, id, pg::shortOrLong);
    });
}

Result<std::vector<ReplayRecord>> PostgresStore::replaysOf(TraceId original) const
{
    return m_engine->read<std::vector<ReplayRecord>>(
        {}, [&](Session &session, const StopSignal &) { return pg::records::replaysOf(session, original); });
}

Result<std::vector<ReplayRecord>> PostgresStore::recentReplays(std::uint32_t limit) const
{
    return m_engine->read<std::vector<ReplayRecord>>(
        {}, [&](Session &session, const StopSignal &) { return pg::records::recentReplays(session, limit); });
}

Result<std::vector<AlertRecord>> PostgresStore::alertHistory(std::uint32_t limit) const
{
    return m_engine->read<std::vector<AlertRecord>>(
        {}, [&](Session &session, const StopSignal &) { return pg::records::alerts(session, limit); });
}

Result<std::vector<MetricRow>> PostgresStore::metrics(TimeWindow window, Duration resolution) const
{
    return m_engine->read<std::vector<MetricRow>>({}, [&](Session &session, const StopSignal &) {
        return pg::records::metrics(session, window, resolution, m_engine->options.origin);
    });
}

Result<std::vector<ExemplarRow>> PostgresStore::exemplars(const ExemplarRequest &request,
                                                          std::stop_token stop) const
{
    return m_engine->read<std::vector<ExemplarRow>>(
        std::move(stop),
        [&](Session &session, const StopSignal &) { return pg::records::exemplars(session, request); });
}

Result<std::vector<ExemplarRow>> PostgresStore::exemplarsOf(TraceId trace, std::uint32_t limit) const
{
    return m_engine->read<std::vector<ExemplarRow>>({}, [&](Session &session, const StopSignal &) {
        return pg::records::exemplarsOf(session, trace, limit);
    });
}

Result<std::vector<bool>> PostgresStore::knownPoints(std::span<const RecordedPoint> points) const
{
    return m_engine->read<std::vector<bool>>({}, [&](Session &session, const StopSignal &) {
        return pg::records::knownPoints(session, points, m_engine->options.origin);
    });
}

Result<Sightings> PostgresStore::sightings(std::uint64_t document, std::uint32_t limit) const
{
    return m_engine->read<Sightings>({}, [&](Session &session, const StopSignal &) {
        return pg::records::sightings(session, document, limit);
    });
}

Result<std::uint64_t> PostgresStore::generation() const
{
    return m_engine->read<std::uint64_t>({}, [&](Session &session, const StopSignal &) {
        Rows row = session.runPrepared(
            "SELECT coalesce(sum(value), 0)::bigint FROM counters WHERE name = 'commits'");
        return row.next() ? static_cast<std::uint64_t>(row.integer(0)) : std::uint64_t(0);
    });
}

Result<LogPage> PostgresStore::logs(const LogRequest &request, std::stop_token stop) const
{
    return m_engine->read<LogPage>(std::move(stop), [&](Session &session, const StopSignal &signal) {
        pg::Unit unit(session, pg::Unit::Kind::Read);
        LogPage page = pg::StoredLogs(session, signal).page(request);
        unit.commit();
        return page;
    });
}

Result<std::shared_ptr<const TelemetryBatch>> PostgresStore::logsOf(TraceId trace, std::uint32_t limit,
                                                                    std::stop_token stop) const
{
    using Logs = std::shared_ptr<const TelemetryBatch>;
    return m_engine->read<Logs>(std::move(stop), [&](Session &session, const StopSignal &signal) {
        pg::Unit unit(session, pg::Unit::Kind::Read);
        Logs logs = pg::StoredLogs(session, signal).ofTrace(trace, limit);
        unit.commit();
        return logs;
    });
}

Result<std::vector<AppendReport>> PostgresStore::append(std::span<const AdmittedBatch *const> group)
{
    return m_engine->write<std::vector<AppendReport>>([&](Session &session, pg::Appender &appender) {
        return appender.append(session, group, m_engine->now());
    });
}

Status PostgresStore::record(const ReplayRecord &replay)
{
    return m_engine->write<Done>([&](Session &session, pg::Appender &) {
        pg::records::write(session, replay);
        return Done{};
    });
}

Status PostgresStore::record(const AlertRecord &alert)
{
    return m_engine->write<Done>([&](Session &session, pg::Appender &) {
        pg::records::write(session, alert);
        return Done{};
    });
}

Status PostgresStore::record(const MetricChanges &changes)
{
    return m_engine->write<Done>([&](Session &session, pg::Appender &) {
        pg::records::write(session, changes, m_engine->options.origin);
        return Done{};
    });
}

Status PostgresStore::pin(TraceId id, bool pinned)
{
    const auto changed = m_engine->write<bool>([&](Session &session, pg::Appender &) {
        Parameters parameters = of(id);
        parameters.boolean(pinned);
        pg::Unit unit(session, pg::Unit::Kind::Write);
        const bool found =
            session
                .runPrepared("UPDATE traces SET pinned = $2 WHERE seq = " SPANWISE_PG_SEQ_OF("$1"),
                             parameters)
                .affected() > 0;
        pg::countCommit(session);
        unit.commit();
        return found;
    });
    if (!changed)
        return changed.error();
    if (!*changed)
        return notFound(id);
    return Done{};
}

Result<std::uint64_t> PostgresStore::prune(Timestamp horizon, std::stop_token stop)
{
    return m_engine->housekeep(
        [&](Session &session) {
            return pg::Retention(
                session, pg::agreedHorizon(session, m_engine->options.origin, horizon, m_engine->now()));
        },
        stop);
}

Result<std::uint64_t> PostgresStore::pruneToBytes(std::uint64_t bytes, std::stop_token stop)
{
    return m_engine->housekeep(
        [&](Session &session) {
            return pg::Retention(session, pg::agreedBytes(session, m_engine->options.origin, bytes));
        },
        stop);
}

} // namespace spanwise
