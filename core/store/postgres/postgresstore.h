// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/store/labels.h"
#include "core/store/postgres/postgresurl.h"
#include "core/store/store.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spanwise {

struct PostgresOptions
{
    /// The same reader that the intake was given: load() completes spans with it.
    FactsReader readFacts{};
    /// Asked when the server wants a password that neither the address nor ~/.pgpass has; nothing gives up.
    /// On open()'s thread.
    std::function<std::optional<std::string>(const std::string &where)> askPassword{};
    /// Told when the server is lost and when it is back, once each, with words for the user. On whichever
    /// thread noticed.
    std::function<void(bool reachable, const std::string &message)> onLink{};
    /// Tells the Spanwises of a team apart, the same after a restart: each keeps the metrics of what it
    /// received itself.
    std::int64_t origin = 0;
    /// Says when traces arrive, for prune(); the system's clock when empty.
    std::function<Timestamp()> clock{};
};

/// The history of a team in one schema of a PostgreSQL database (resources/sql/postgres), written and read by
/// any number of Spanwises at the same time. A span that several of them receive is stored once.
///
/// One connection writes, whichever thread calls; every read leases one of a few reader connections and sees
/// one moment of the store; retention has one of its own, is left to one client of the team at a time, and
/// leaves what any of them wants kept. While the server is away every call fails at once with
/// Code::Unreachable, so that senders are asked to send again, and the next call after a growing pause (ten
/// seconds at most) connects anew. What a failed append had committed in spite of it is found again as
/// duplicates. Needs a QCoreApplication (QtSql is a plugin).
class PostgresStore final : public Store, public LabelStore
{
public:
    /// Connects; creates the schema, or brings it up to date. Fails with Code::TooNew for the schema of a
    /// later Spanwise, with Code::InvalidInput for a database that cannot be used, with Code::Unreachable
    /// when the server cannot be reached.
    static Result<std::unique_ptr<PostgresStore>> open(PostgresUrl url, PostgresOptions options = {});
    ~PostgresStore() override;

    /// The address without password.
    std::string where() const;
    /// True when searches go through an index of trigrams; false when the server does not have pg_trgm, and
    /// they read the texts of all traces that the other conditions leave.
    bool hasTextIndex() const noexcept;

    Result<TracePage> list(const TraceRequest &request, std::stop_token stop = {}) const override;
    Result<std::uint64_t> count(const TraceFilter &filter, std::uint64_t limit,
                                std::stop_token stop = {}) const override;
    Result<TraceSummary> summary(TraceId id) const override;
    Result<std::shared_ptr<const Trace>> load(TraceId id, std::stop_token stop = {}) const override;
    Status loadEach(std::span<const TraceId> ids, const TraceVisitor &visit,
                    std::stop_token stop = {}) const override;
    Result<std::optional<std::vector<PageCursor>>> narrow(const SearchNarrowing &narrowing,
                                                          const TraceFilter &filter,
                                                          const std::optional<PageCursor> &after,
                                                          std::stop_token stop = {}) const override;
    Result<std::vector<TraceId>> findByPrefix(const std::string &hex, std::uint32_t limit) const override;
    Result<std::vector<std::string>> services() const override;
    Result<LogPage> logs(const LogRequest &request, std::stop_token stop = {}) const override;
    Result<std::shared_ptr<const TelemetryBatch>> logsOf(TraceId trace, std::uint32_t limit,
                                                         std::stop_token stop = {}) const override;
    Result<StoreStatistics> statistics() const override;
    Result<SavedQuery> savedQuery(TraceId id) const override;
    Result<std::vector<ReplayRecord>> replaysOf(TraceId original) const override;
    Result<std::vector<ReplayRecord>> recentReplays(std::uint32_t limit) const override;
    Result<std::vector<AlertRecord>> alertHistory(std::uint32_t limit) const override;
    Result<std::vector<MetricRow>> metrics(TimeWindow window, Duration resolution) const override;
    Result<std::vector<ExemplarRow>> exemplars(const ExemplarRequest &request,
                                               std::stop_token stop = {}) const override;
    Result<std::vector<ExemplarRow>> exemplarsOf(TraceId trace, std::uint32_t limit) const override;
    Result<std::vector<bool>> knownPoints(std::span<const RecordedPoint> points) const override;
    Result<Sightings> sightings(std::uint64_t document, std::uint32_t limit) const override;
    Result<std::uint64_t> generation() const override;
    Result<TraceLabels> labelsOf(TraceId trace, std::uint64_t question) const override;
    Result<std::vector<QueryLabel>> queryLabels(std::uint32_t limit) const override;
    Result<std::vector<DocumentLabel>> documentLabels(std::uint32_t limit) const override;

    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override;
    Status record(const ReplayRecord &replay) override;
    Status record(const AlertRecord &alert) override;
    Status record(const MetricChanges &changes) override;
    Status pin(TraceId id, bool pinned) override;
    Status label(const QueryLabel &label) override;
    Status label(const DocumentLabel &label) override;
    Status unlabel(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time) override;
    Result<LabelCounts> restore(const TraceLabels &labels) override;
    Result<std::uint64_t> prune(Timestamp horizon, std::stop_token stop = {}) override;
    Result<std::uint64_t> pruneToBytes(std::uint64_t bytes, std::stop_token stop = {}) override;

private:
    class Engine;
    explicit PostgresStore(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> m_engine;
};

} // namespace spanwise
