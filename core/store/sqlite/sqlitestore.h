// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/store/labels.h"
#include "core/store/store.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace spanwise {

struct SqliteOptions
{
    /// The same reader that the intake was given: load() completes spans with it.
    FactsReader readFacts{};
    /// Survives a power cut without losing the last commits, too (synchronous=FULL). A killed process never
    /// loses any.
    bool syncEveryCommit = false;
    /// How long to wait for another process that is writing.
    std::chrono::milliseconds busyTimeout{5000};
    /// Says when traces arrive, for prune(); the system's clock when empty.
    std::function<Timestamp()> clock{};
};

/// What open() found, and what it had to do.
struct OpenReport
{
    bool created = false;             ///< there was no store here
    std::optional<int> migratedFrom;  ///< the schema version that was brought up to date
    std::filesystem::path movedAside; ///< where the damaged file is now; empty when there was none
    std::string message; ///< for the user, when something happened that they must know; otherwise empty
};

/// The history in one SQLite file (design.md section 6; the schema is documented in resources/sql).
///
/// One connection writes, whichever thread calls; every read leases one of a few reader connections and sees
/// a consistent snapshot. Several processes may have the same file open. Needs a QCoreApplication (QtSql is a
/// plugin).
class SqliteStore final : public Store, public LabelStore
{
public:
    /// Opens the store at path (`<data>/spanwise.db`) or creates it, with its folder; migrates an older one.
    /// A damaged file is moved aside, never deleted, and a new one begun. Fails with Code::TooNew for the
    /// store of a later Spanwise, with Code::Busy when another program holds the file locked, with Code::Io
    /// when it cannot be read or written.
    static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path &path,
                                                     SqliteOptions options = {});
    ~SqliteStore() override;

    const OpenReport &openReport() const noexcept;

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

    /// The longest that retention has kept others from writing since the store was opened.
    std::chrono::nanoseconds longestRetentionSlice() const noexcept;

private:
    class Engine;
    class Pruning;
    explicit SqliteStore(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> m_engine;
};

} // namespace spanwise
