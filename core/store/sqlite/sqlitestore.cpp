// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitestore.h"

#include "core/store/sqlite/engine.h"
#include "core/store/sqlite/records.h"
#include "core/store/sqlite/retention.h"
#include "core/store/text/searchtext.h"
#include "core/store/sqlite/storedtrace.h"
#include "core/store/sqlite/tracequery.h"
#include "core/store/sqlite/tracerow.h"

#include <condition_variable>
#include <mutex>

namespace spanwise {
namespace {

Error notFound(TraceId id)
{
    return {Error::Code::NotFound, "Trace " + id.toHex() + " is not in the store: it never arrived, or retention has removed it."};
}

/// Lets others write for as long as the last slice took, or until a stop is requested.
void pause(std::chrono::steady_clock::duration time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

} // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path &path, SqliteOptions options)
{
    return guarded<std::unique_ptr<SqliteStore>>([&] {
        OpenReport report;
        auto writer = openForWriting(path, Engine::connectionOptions(options), report);
        auto engine = std::make_unique<Engine>(path, std::move(options), std::move(writer), std::move(report));
        return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(engine)));
    });
}

SqliteStore::SqliteStore(std::unique_ptr<Engine> engine) : m_engine(std::move(engine)) {}

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

Result<std::uint64_t> SqliteStore::count(const TraceFilter &filter, std::uint64_t limit, std::stop_token stop) const
{
    return m_engine->read<std::uint64_t>(std::move(stop), [&](Connection &connection, const Interruptible &) {
        const auto most = static_cast<std::int64_t>(std::min<std::uint64_t>(limit, INT64_MAX));
        return static_cast<std::uint64_t>(TraceQuery(connection, filter).count(most));
    });
}

Result<TraceSummary> SqliteStore::summary(TraceId id) const
{
    return m_engine->read<TraceSummary>({}, [&](Connection &connection, const Interruptible &) -> Result<TraceSummary> {
        Statement row = connection.prepared("SELECT " SPANWISE_SUMMARY_COLUMNS " FROM traces t WHERE t.id = ?");
        if (!row.bind(id).next())
            return notFound(id);
        return summaryOf(row);
    });
}

Result<std::shared_ptr<const Trace>> SqliteStore::load(TraceId id, std::stop_token stop) const
{
    using Loaded = std::shared_ptr<const Trace>;
    return m_engine->read<Loaded>(std::move(stop), [&](Connection &connection, const Interruptible &running) -> Result<Loaded> {
        if (auto trace = StoredTrace(connection, running).load(id, m_engine->options.readFacts))
            return trace;
        return notFound(id);
    });
}

Result<std::vector<TraceId>> SqliteStore::findByPrefix(const std::string &hex, std::uint32_t limit) const
{
    using Ids = std::vector<TraceId>;
    const std::string prefix = traceIdPrefix(folded(hex));
    if (prefix.empty())
        return Error{Error::Code::InvalidInput, "'" + hex + "' is not the beginning of a trace id: give 4 to 32 hex digits."};
    return m_engine->read<Ids>({}, [&](Connection &connection, const Interruptible &) {
        const auto [first, last] = idRange(prefix);
        Statement rows = connection.prepared("SELECT id FROM traces WHERE id BETWEEN ? AND ? "
                                             "ORDER BY +begin_ns DESC, id DESC LIMIT ?");
        rows.bind(first).bind(last).bind(std::int64_t(limit));
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

Result<StoreStatistics> SqliteStore::statistics() const
{
    return m_engine->read<StoreStatistics>({}, [&](Connection &connection, const Interruptible &) {
        StoreStatistics statistics;
        Statement row = connection.prepared("SELECT (SELECT value FROM counters WHERE name = 'traces'), "
                                            "(SELECT value FROM counters WHERE name = 'spans'), "
                                            "(SELECT min(begin_ns) FROM traces), (SELECT max(begin_ns) FROM traces)");
        if (row.next()) {
            statistics.traceCount = static_cast<std::uint64_t>(row.integer(0));
            statistics.spanCount = static_cast<std::uint64_t>(row.integer(1));
            if (!row.isNull(2)) {
                statistics.oldest = row.time(2);
                statistics.newest = row.time(3);
            }
        }
        for (const char *const suffix : {"", "-wal"}) {
            std::filesystem::path file = m_engine->path;
            file += suffix;
            std::error_code error;
            const std::uintmax_t bytes = std::filesystem::file_size(file, error);
            statistics.bytes += error ? 0 : bytes;
        }
        return statistics;
    });
}

Result<SavedQuery> SqliteStore::savedQuery(TraceId id) const
{
    return m_engine->read<SavedQuery>({}, [&](Connection &connection, const Interruptible &) -> Result<SavedQuery> {
        Statement row = connection.prepared(
            "SELECT t.begin_ns, (SELECT CAST(name AS BLOB) FROM services WHERE id = t.service), t.is_query, "
            "CAST(t.question AS BLOB), " SPANWISE_LONG_TEXT("question") ", CAST(t.answer AS BLOB), " SPANWISE_LONG_TEXT(
                "answer") ", CAST(t.context AS BLOB), " SPANWISE_LONG_TEXT("context") " FROM traces t WHERE t.id = ?");
        if (!row.bind(id).next())
            return notFound(id);
        if (row.integer(2) == 0)
            return Error{Error::Code::NotFound, "Trace " + id.toHex() + " is not a query: no span of it carries a question."};
        SavedQuery query;
        query.traceId = id;
        query.asked = row.time(0);
        query.service = row.text(1);
        query.question = shortOrLong(row, 3);
        query.answer = shortOrLong(row, 5);
        query.context = shortOrLong(row, 7);
        return query;
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

Result<std::uint64_t> SqliteStore::generation() const
{
    return m_engine->generation();
}

Result<std::vector<AppendReport>> SqliteStore::append(std::span<const AdmittedBatch *const> group)
{
    return m_engine->write<std::vector<AppendReport>>(
        [&](Connection &, Appender &appender) { return appender.append(group); });
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

Status SqliteStore::record(std::span<const MetricRow> rows)
{
    return m_engine->write<Done>([&](Connection &connection, Appender &) {
        Transaction transaction(connection, Transaction::Kind::Write);
        records::write(connection, rows);
        transaction.commit();
        return Done{};
    });
}

Result<std::uint64_t> SqliteStore::prune(Timestamp horizon, std::stop_token stop)
{
    std::uint64_t removed = 0;
    std::optional<Retention> retention; // keeps from slice to slice what it has learnt about their size
    enum class Phase { Traces, Records, FreePages } phase = Phase::Traces;
    while (!stop.stop_requested()) {
        const auto begun = std::chrono::steady_clock::now();
        const auto more = m_engine->write<bool>([&](Connection &connection, Appender &appender) {
            if (!retention)
                retention.emplace(connection, horizon, m_engine->now());
            if (phase == Phase::FreePages)
                return retention->vacuumSlice();
            if (phase == Phase::Records) {
                if (!retention->recordsSlice())
                    phase = Phase::FreePages;
                return true;
            }
            const std::int64_t count = retention->slice();
            if (count > 0)
                appender.forget();
            else
                phase = Phase::Records;
            removed += static_cast<std::uint64_t>(count);
            return true;
        });
        if (!more)
            return more.error();
        if (!*more)
            return removed;
        pause(std::chrono::steady_clock::now() - begun, stop);
    }
    return Error{Error::Code::Cancelled, "Cancelled after " + std::to_string(removed) + " traces were removed."};
}

} // namespace spanwise
