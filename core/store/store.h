// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/intake/batchwriter.h"
#include "core/model/alertrecord.h"
#include "core/model/batch.h"
#include "core/model/exemplarrow.h"
#include "core/model/label.h"
#include "core/model/metricrow.h"
#include "core/model/recordedpoint.h"
#include "core/model/replayrecord.h"
#include "core/model/sighting.h"
#include "core/model/trace.h"
#include "core/model/tracesummary.h"
#include "core/search/narrowing.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

/// Which traces a list shows. Every member narrows; absent members do not.
struct TraceFilter
{
    std::optional<TimeWindow> window{}; ///< traces that began in it
    std::string text{};     ///< every word occurs in question, answer or root name; trace id prefixes too
    std::string service{};  ///< equal to the summary's service
    std::string pipeline{}; ///< equal to the summary's pipeline
    std::string step{};     ///< has a step of this span name
    std::optional<bool> failed{};        ///< failed, or had failing spans (true); neither (false)
    std::optional<bool> queriesOnly{};   ///< traces with a question (true)
    std::optional<bool> pinned{};        ///< pinned (true), not pinned (false)
    std::optional<Labelling> labelled{}; ///< what people say about the query
    std::optional<Duration> minDuration{};
    std::optional<Duration> maxDuration{};
    std::optional<double> minHallucination{};

    friend bool operator==(const TraceFilter &, const TraceFilter &) = default;
};

/// A stable position in a listing: the last row already seen. Unlike an offset it
/// stays right while new traces arrive, and the index answers it without skipping.
struct PageCursor
{
    Timestamp begin;
    TraceId id;
};

struct TraceRequest
{
    TraceFilter filter;
    std::optional<PageCursor> after; ///< continue below this row (older)
    std::uint32_t limit = 200;
};

/// Newest first by begin, ties by id.
struct TracePage
{
    std::vector<TraceSummary> traces;
    bool complete = false; ///< nothing older matches
};

/// Which log records a list shows. Every member narrows; absent members do not.
struct LogFilter
{
    std::optional<TimeWindow> window{};
    std::uint8_t minSeverity = 0; ///< SeverityNumber; records without one are below every other
    std::string text{};    ///< every word occurs in body, event name, severity or a text of the attributes
    std::string service{}; ///< equal to the resource's service.name

    friend bool operator==(const LogFilter &, const LogFilter &) = default;
};

/// A stable position among log records.
struct LogCursor
{
    Timestamp time;
    std::uint64_t hash = 0; ///< tells records of one instant apart
};

struct LogRequest
{
    LogFilter filter{};
    std::optional<LogCursor> after{}; ///< continue below this record (older)
    std::uint32_t limit = 200;
};

/// Newest first.
struct LogPage
{
    std::shared_ptr<const TelemetryBatch> batch; ///< the records, with their resources and scopes; never null
    std::optional<LogCursor> next;               ///< where to continue; absent: nothing older matches
};

/// Which exemplars of a metric are wanted.
struct ExemplarRequest
{
    std::string metric;                                ///< the series' name
    std::function<bool(const MetricTags &)> matches{}; ///< of which series; empty: of all
    TimeWindow window{Timestamp::min(), Timestamp::max()};
    std::uint32_t limit = 100;
};

/// What data points change. Nothing is owned.
struct MetricChanges
{
    std::span<const MetricRow> rows{};
    std::span<const ExemplarRow> exemplars{};
    std::span<const RecordedPoint> recorded{};
};

struct StoreStatistics
{
    std::uint64_t traceCount = 0;
    std::uint64_t spanCount = 0;
    std::uint64_t logCount = 0;
    std::uint64_t bytes =
        0; ///< that what is stored takes; a log beside the file, which comes and goes, is not counted
    std::optional<Timestamp> oldest;
    std::optional<Timestamp> newest;
    std::uint64_t pinnedTraces = 0;
    std::uint64_t removedTraces = 0; ///< by retention, since the store was begun
    std::uint64_t removedSpans = 0;
    std::optional<Timestamp> lastRemoval;
};

/// Where telemetry is found again.
///
/// Threads: every function may run on any number of threads at the same time; a call never waits for the
/// writer. Results are snapshots: they do not change and may outlive the store. Long reads end early with
/// Code::Cancelled when stop is requested.
class StoreReader
{
public:
    virtual ~StoreReader() = default;

    virtual Result<TracePage> list(const TraceRequest &request, std::stop_token stop = {}) const = 0;
    /// How many traces match, counted up to limit.
    virtual Result<std::uint64_t> count(const TraceFilter &filter, std::uint64_t limit,
                                        std::stop_token stop = {}) const = 0;
    /// Code::NotFound when the trace never arrived or retention has removed it.
    virtual Result<TraceSummary> summary(TraceId id) const = 0;
    virtual Result<std::shared_ptr<const Trace>> load(TraceId id, std::stop_token stop = {}) const = 0;
    /// Asked with each trace in turn, nullptr for one that is gone; false ends it.
    using TraceVisitor = std::function<bool(std::shared_ptr<const Trace>)>;
    /// Loads many. A store that can do better than one load() after the other overrides it.
    virtual Status loadEach(std::span<const TraceId> ids, const TraceVisitor &visit,
                            std::stop_token stop = {}) const;
    /// For searchTraces() (core/store/search.h): where traces are that may match, newest first, below after,
    /// or nullopt when this store cannot tell better than list() with the filter. Never leaves out one that
    /// matches.
    virtual Result<std::optional<std::vector<PageCursor>>> narrow(const SearchNarrowing &narrowing,
                                                                  const TraceFilter &filter,
                                                                  const std::optional<PageCursor> &after,
                                                                  std::stop_token stop = {}) const;
    /// Trace ids that start with these hex digits (at least 4), newest first, at most limit.
    virtual Result<std::vector<TraceId>> findByPrefix(const std::string &hex, std::uint32_t limit) const = 0;
    /// Service names, most recently seen first.
    virtual Result<std::vector<std::string>> services() const = 0;
    /// A page of log records, also of those that belong to no trace.
    virtual Result<LogPage> logs(const LogRequest &request, std::stop_token stop = {}) const = 0;
    /// The log records of one trace by time, the earliest limit of them; without any when it has none, or is
    /// not here. Never null.
    virtual Result<std::shared_ptr<const TelemetryBatch>> logsOf(TraceId trace, std::uint32_t limit,
                                                                 std::stop_token stop = {}) const = 0;
    virtual Result<StoreStatistics> statistics() const = 0;
    /// Code::NotFound when the trace is not here or is not a query.
    virtual Result<SavedQuery> savedQuery(TraceId id) const = 0;
    virtual Result<std::vector<ReplayRecord>> replaysOf(TraceId original) const = 0;
    /// Newest first.
    virtual Result<std::vector<ReplayRecord>> recentReplays(std::uint32_t limit) const = 0;
    virtual Result<std::vector<AlertRecord>> alertHistory(std::uint32_t limit) const = 0;
    /// Rows whose interval begins in window, by time.
    virtual Result<std::vector<MetricRow>> metrics(TimeWindow window, Duration resolution) const = 0;
    /// Of the series of one metric, newest first.
    virtual Result<std::vector<ExemplarRow>> exemplars(const ExemplarRequest &request,
                                                       std::stop_token stop = {}) const = 0;
    /// What was measured during the trace, by time, the earliest limit of it: one look-up in an index.
    virtual Result<std::vector<ExemplarRow>> exemplarsOf(TraceId trace, std::uint32_t limit) const = 0;
    /// Which of the points a file has brought already, in their order.
    virtual Result<std::vector<bool>> knownPoints(std::span<const RecordedPoint> points) const = 0;
    /// Which traces saw the document (core/genai/documentkey.h), in which step, at what rank. One look-up in
    /// an index, whatever the store holds; at most limit rows.
    virtual Result<Sightings> sightings(std::uint64_t document, std::uint32_t limit) const = 0;
    /// Changes whenever anyone, this process or another, has committed.
    virtual Result<std::uint64_t> generation() const = 0;

protected:
    StoreReader() = default;
    StoreReader(const StoreReader &) = default;
    StoreReader &operator=(const StoreReader &) = default;
};

/// The same with the writing half. append() belongs to the writer thread; the record functions may be called
/// from any thread, are committed when they return, and wait for the writer's transaction at most.
class Store : public StoreReader, public BatchWriter
{
public:
    /// Inserts, or replaces the record of the same replay trace id.
    virtual Status record(const ReplayRecord &replay) = 0;
    virtual Status record(const AlertRecord &alert) = 0;
    /// In one commit. Rows of the same series, time and resolution replace each other; an exemplar that is
    /// here stays as it is.
    virtual Status record(const MetricChanges &changes) = 0;
    /// A pinned trace stays whatever its age and the size of the store, until it is unpinned. Code::NotFound
    /// when it is not here.
    virtual Status pin(TraceId id, bool pinned) = 0;
    /// Removes traces and log records that ended before horizon and had arrived before it (to the hour: an
    /// old file that was opened today stays), and the replays, alerts, metric rows and exemplars from before
    /// it. Of metric rows finer than a minute two days are kept at most. Pinned traces stay. In slices that
    /// hold the writer for less than 50 ms; returns the number of traces.
    virtual Result<std::uint64_t> prune(Timestamp horizon, std::stop_token stop = {}) = 0;
    /// Removes the oldest traces, and log records and exemplars older than every trace that is left, until
    /// what is stored takes no more than bytes, as far as pinned traces and other records allow. In slices;
    /// returns the number of traces.
    virtual Result<std::uint64_t> pruneToBytes(std::uint64_t bytes, std::stop_token stop = {}) = 0;
};

} // namespace spanwise
