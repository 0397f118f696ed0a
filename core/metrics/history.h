// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/metrics/interval.h"
#include "core/metrics/metricinfo.h"

#include <array>
#include <chrono>
#include <deque>
#include <vector>

namespace spanwise {

/// One series over time: intervals of 1 s for the last hour, of 10 s for the last 24 h, of 1 min for 30 days.
///
/// Only intervals in which something was recorded exist. The three stretches follow each other without
/// overlap; a late value goes into the interval that covers its time, whatever its length is by now. What is
/// restored from a store is 10 s long also within the last hour. Not thread-safe: SeriesStore guards it.
/// record() costs a search, at the end for values in order.
class SeriesHistory
{
public:
    using Seconds = std::chrono::seconds;
    using Second = std::chrono::sys_seconds;

    static constexpr std::array<Seconds, 3> resolutions{Seconds(1), Seconds(10), Seconds(60)};
    static constexpr std::array<Duration, 3> reach{std::chrono::hours(1), std::chrono::hours(24),
                                                   std::chrono::days(30)};

    SeriesHistory(MetricKind kind, Timestamp now);

    /// False when time lies before everything that is kept. value must be finite.
    bool record(Timestamp time, double value);
    /// Many values at once; content.begin does not matter.
    bool record(Timestamp time, const Interval &content);
    /// Adds what a store kept: length is 10 s or 60 s, begin a multiple of it. False when too old.
    bool restore(const Interval &interval, Seconds length);
    /// Folds what has become old into longer intervals and forgets what is too old.
    void compact(Timestamp now);

    /// Counts the 10 s that contain time as changed.
    void markChanged(Second time);

    /// An interval that changed since it was last taken.
    struct Changed
    {
        Interval content;
        Seconds length;
    };
    /// Whole intervals that changed and have ended by now: those of 10 s, as far as they are kept, then those
    /// of 1 min.
    std::vector<Changed> takeChanged(Timestamp now);
    /// The intervals that hold time as they are now, over or not: that of 10 s, as far as it is kept, and
    /// that of 1 min.
    std::vector<Changed> around(Timestamp time) const;

    /// Calls f(interval) for those that begin in [from, to), oldest first.
    template<class F>
    void visit(Second from, Second to, F &&f) const
    {
        for (auto tier = m_tiers.rbegin(); tier != m_tiers.rend(); ++tier) {
            for (auto at = lowerBound(*tier, from); at != tier->end() && at->begin < to; ++at)
                f(*at);
        }
    }

    bool isEmpty() const noexcept { return m_tiers[0].empty() && m_tiers[1].empty() && m_tiers[2].empty(); }
    /// Begin of the oldest interval kept; only when not empty.
    Second first() const;
    /// Intervals that begin before this are at least 10 s long, or 1 min.
    Second fineFrom() const noexcept { return m_from[0]; }
    Second mediumFrom() const noexcept { return m_from[1]; }

private:
    using Tier = std::deque<Interval>;

    Interval *slotOf(Timestamp time);
    static Tier::const_iterator lowerBound(const Tier &tier, Second begin);
    Interval &slot(std::size_t tier, Second time);
    void take(Second begin, Seconds length, std::vector<Changed> &taken) const;
    void promote(std::size_t tier, Second horizon);

    std::array<Tier, 3> m_tiers;  // 1 s, 10 s, 1 min; each by begin
    std::array<Second, 3> m_from; // where each tier begins; multiples of the next resolution
    std::vector<Second> m_changedMinutes;
    std::vector<Second> m_changed; // 10 s slots, sorted
    MetricKind m_kind;
};

} // namespace spanwise
