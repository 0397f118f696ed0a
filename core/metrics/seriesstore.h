// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Everything that was recorded but did not become what the sender meant.
struct SeriesLosses
{
    std::uint64_t notFinite = 0;  ///< NaN, infinite, or a counter that went down: left out
    std::uint64_t tooOld = 0;     ///< older than the history reaches: left out
    std::uint64_t future = 0;     ///< more than a minute ahead of this clock: recorded as now
    std::uint64_t overflowed = 0; ///< recorded in the overflow series: its metric has too many series
    std::uint64_t unreadable = 0; ///< stored rows that could not be restored

    friend bool operator==(const SeriesLosses &, const SeriesLosses &) = default;
};

/// A series of one SeriesStore; stays valid as long as the store.
enum class SeriesRef : std::uint32_t {};

/// The metrics in memory: named series with tags, as SeriesHistory keeps them.
///
/// A metric has at most maxSeries series; what further tags record goes to one series tagged
/// {overflow="true"}. Any thread may call anything. Readers copy what they need under the lock (about 0.3 ms
/// for a 20-minute chart of six series); a Writer holds it for one batch.
class SeriesStore
{
public:
    using Clock = std::function<Timestamp()>;
    static constexpr std::size_t maxSeries = 2000;
    static constexpr Duration maxSkew = std::chrono::minutes(1);

    /// clock tells the time of arrival; the default is the system's.
    explicit SeriesStore(Clock clock = {});
    SeriesStore(const SeriesStore &) = delete;
    SeriesStore &operator=(const SeriesStore &) = delete;

private:
    struct Entry;

public:
    /// A value was recorded in this series at this time.
    struct Touch
    {
        SeriesRef series;
        Timestamp time;
    };

    /// Records many values at the price of one lock. Keep it for one batch, not longer.
    class Writer
    {
    public:
        /// touches, when there is one, outlives the writer and is told what was recorded.
        explicit Writer(SeriesStore &store, std::vector<Touch> *touches = nullptr);

        /// The series of these tags (sorted by key, none empty), made when it is new. kind counts for the
        /// first only.
        SeriesRef open(std::string_view name, MetricKind kind, MetricTags tags);
        /// What became of a value; what was left out is in losses().
        enum class Added : std::uint8_t { Kept, NotFinite, TooOld };
        /// What value means depends on the kind: growth, the new value, or one observation.
        Added add(SeriesRef series, Timestamp time, double value);
        /// Many observations of a histogram at once, with their sketch. Nothing when content.count is 0.
        Added add(SeriesRef series, Timestamp time, const Interval &content);
        /// nullopt when nothing of that name was recorded yet.
        std::optional<MetricKind> kindOf(std::string_view name) const;
        /// What the series is called; the tags may say that it is that of all that are too many.
        const std::string &nameOf(SeriesRef series) const { return *m_store.entry(series).name; }
        const MetricTags &tagsOf(SeriesRef series) const { return *m_store.entry(series).tags; }
        Timestamp now() const noexcept { return m_now; }

    private:
        bool mayRecord(Entry &entry, bool isValid, Timestamp &time);
        Added recorded(bool isKept, SeriesRef series, Timestamp time);

        SeriesStore &m_store;
        std::unique_lock<std::mutex> m_lock;
        std::vector<Touch> *m_touches;
        Timestamp m_now;
    };

    Timestamp now() const { return m_clock(); }

    /// Rows of the intervals that changed and are over: what to write to the store, every 10 s and at the end
    /// (with a now beyond the last interval). A row holds its whole interval and replaces an earlier one of
    /// the same time. There are rows of 10 s, for the last 24 h, and of 1 min, for everything.
    std::vector<MetricRow> takeCompleted(Timestamp now);
    /// Rows of the intervals that hold the touches as they are now, over or not. They are taken again when
    /// they are over.
    std::vector<MetricRow> rowsAround(std::vector<Touch> touches) const;
    /// Takes rows back that could not be written: the next takeCompleted() has their intervals again.
    void takeBack(std::span<const MetricRow> rows);
    /// Puts rows back after a restart, each once, before anything is taken, in one call or one for each hour:
    /// those of 10 s of the last 24 h and those of 1 min of 30 days. For each minute the finer ones are used
    /// as far as they are kept, otherwise the one of the whole minute.
    void restore(std::span<const MetricRow> rows);

    /// One consistent copy for all selections.
    MetricSnapshot snapshot(std::span<const SeriesSelection> selections) const;

    /// nullopt when nothing of that name was ever recorded.
    std::optional<MetricKind> kindOf(std::string_view name) const;
    /// What was recorded, by name, with the tag keys seen.
    std::vector<MetricInfo> metrics() const;
    SeriesLosses losses() const;
    std::size_t seriesCount() const;

private:
    struct Metric
    {
        MetricKind kind;
        std::map<MetricTags, SeriesRef> series;
        std::optional<SeriesRef> overflow;
    };
    using Metrics =
        std::map<std::string, Metric, std::less<>>; // nodes stay where they are: Entry points into them
    struct Entry
    {
        const std::string *name;
        const MetricTags *tags;
        MetricKind kind;
        bool isOverflow;
        SeriesHistory history;
    };

    SeriesRef open(std::string_view name, MetricKind kind, MetricTags tags, Timestamp now);
    SeriesRef make(Metrics::iterator metric, MetricTags tags, Timestamp now);
    Entry &entry(SeriesRef ref) { return m_series[static_cast<std::size_t>(ref)]; }
    const Entry &entry(SeriesRef ref) const { return m_series[static_cast<std::size_t>(ref)]; }
    void compact(Timestamp now);
    void restoreMinute(std::span<const MetricRow *const> rows, Timestamp now);
    bool restoreRow(const MetricRow &row, Timestamp now);
    static SeriesSnapshot copyOf(const Entry &entry, const SeriesSelection &selection);

    const Clock m_clock;
    mutable std::mutex m_mutex;
    Metrics m_metrics; // guarded by m_mutex, as everything below
    std::deque<Entry> m_series;
    SeriesLosses m_losses;
    Timestamp m_compacted;
};

} // namespace spanwise
