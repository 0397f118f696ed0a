// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/history.h"

#include <algorithm>

namespace spanwise {
namespace {

using Second = SeriesHistory::Second;
using Seconds = SeriesHistory::Seconds;

Second floorTo(Second time, Seconds resolution)
{
    const auto count = time.time_since_epoch().count();
    const auto length = resolution.count();
    const auto rest = ((count % length) + length) % length;
    return time - Seconds(rest);
}

void addTo(Interval &interval, double value, MetricKind kind)
{
    ++interval.count;
    interval.sum += value;
    interval.min = std::min(interval.min, value);
    interval.max = std::max(interval.max, value);
    interval.last = value;
    if (kind == MetricKind::Histogram)
        interval.sketch.add(value);
}

} // namespace

SeriesHistory::SeriesHistory(MetricKind kind, Timestamp now)
    : m_kind(kind)
{
    m_from.fill(Second::min());
    compact(now);
}

SeriesHistory::Tier::const_iterator SeriesHistory::lowerBound(const Tier &tier, Second begin)
{
    return std::lower_bound(tier.begin(), tier.end(), begin,
                            [](const Interval &interval, Second wanted) { return interval.begin < wanted; });
}

Interval &SeriesHistory::slot(std::size_t tier, Second time)
{
    Tier &intervals = m_tiers[tier];
    const Second begin = floorTo(time, resolutions[tier]);
    if (intervals.empty() || intervals.back().begin < begin) {
        intervals.push_back({.begin = begin, .sketch = {}});
        return intervals.back();
    }
    const auto at = intervals.begin() + (lowerBound(intervals, begin) - intervals.cbegin());
    if (at->begin == begin)
        return *at;
    return *intervals.insert(at, {.begin = begin, .sketch = {}});
}

void SeriesHistory::markChanged(Second time)
{
    const Second begin = floorTo(time, resolutions[1]);
    if (m_changed.empty() || m_changed.back() < begin) {
        m_changed.push_back(begin);
        return;
    }
    const auto at = std::lower_bound(m_changed.begin(), m_changed.end(), begin);
    if (*at != begin)
        m_changed.insert(at, begin);
}

/// The interval that covers time, made when it is new and counted as changed; nullptr when time is too old.
Interval *SeriesHistory::slotOf(Timestamp time)
{
    const Second second = std::chrono::floor<Seconds>(time);
    for (std::size_t tier = 0; tier < m_tiers.size(); ++tier) {
        if (second >= m_from[tier]) {
            markChanged(second);
            return &slot(tier, second);
        }
    }
    return nullptr;
}

bool SeriesHistory::record(Timestamp time, double value)
{
    Interval *const interval = slotOf(time);
    if (interval != nullptr)
        addTo(*interval, value, m_kind);
    return interval != nullptr;
}

bool SeriesHistory::record(Timestamp time, const Interval &content)
{
    Interval *const interval = slotOf(time);
    if (interval != nullptr)
        interval->merge(content);
    return interval != nullptr;
}

bool SeriesHistory::restore(const Interval &interval, Seconds length)
{
    if (interval.begin < m_from[2])
        return false;
    // The stretches must not overlap: the finer ones begin after what is restored.
    if (length >= resolutions[2])
        promote(1, interval.begin + length);
    promote(0, interval.begin + length);
    const std::size_t tier = interval.begin < m_from[1] ? 2 : 1;
    slot(tier, interval.begin).merge(interval);
    return true;
}

void SeriesHistory::promote(std::size_t tier, Second horizon)
{
    horizon = floorTo(horizon, resolutions[tier + 1]);
    if (horizon <= m_from[tier])
        return;
    Tier &finer = m_tiers[tier];
    while (!finer.empty() && finer.front().begin < horizon) {
        const Interval &oldest = finer.front();
        const std::size_t target = oldest.begin < m_from[tier + 1] && tier == 0 ? 2 : tier + 1;
        slot(target, oldest.begin).merge(oldest);
        finer.pop_front();
    }
    m_from[tier] = horizon;
}

void SeriesHistory::compact(Timestamp now)
{
    const Second second = std::chrono::floor<Seconds>(now);
    const auto ago = [second](std::size_t tier) { return second - std::chrono::floor<Seconds>(reach[tier]); };
    promote(0, ago(0));
    promote(1, ago(1));
    m_from[2] = std::max(m_from[2], floorTo(ago(2), resolutions[2]));
    Tier &oldest = m_tiers[2];
    while (!oldest.empty() && oldest.front().begin < m_from[2])
        oldest.pop_front();
}

std::vector<SeriesHistory::Changed> SeriesHistory::takeChanged(Timestamp now)
{
    std::vector<Changed> taken;
    std::vector<Second> open;
    for (const Second begin : m_changed) {
        const bool isOver = begin + resolutions[1] <= now;
        const Second minute = floorTo(begin, resolutions[2]);
        if (!isOver)
            open.push_back(begin);
        else if (begin >= m_from[1])
            take(begin, resolutions[1], taken);
        if (isOver && (m_changedMinutes.empty() || m_changedMinutes.back() != minute))
            m_changedMinutes.push_back(minute);
    }
    m_changed = std::move(open);
    std::sort(m_changedMinutes.begin(), m_changedMinutes.end());
    m_changedMinutes.erase(std::unique(m_changedMinutes.begin(), m_changedMinutes.end()),
                           m_changedMinutes.end());
    std::erase_if(m_changedMinutes, [&](Second minute) {
        const bool isOver = minute + resolutions[2] <= now;
        if (isOver)
            take(minute, resolutions[2], taken);
        return isOver;
    });
    return taken;
}

std::vector<SeriesHistory::Changed> SeriesHistory::around(Timestamp time) const
{
    const Second second = std::chrono::floor<Seconds>(time);
    std::vector<Changed> found;
    if (second >= m_from[1])
        take(floorTo(second, resolutions[1]), resolutions[1], found);
    take(floorTo(second, resolutions[2]), resolutions[2], found);
    return found;
}

void SeriesHistory::take(Second begin, Seconds length, std::vector<Changed> &taken) const
{
    Interval content{.begin = begin, .sketch = {}};
    visit(begin, begin + length, [&content](const Interval &part) { content.merge(part); });
    if (content.count > 0)
        taken.push_back({std::move(content), length});
}

SeriesHistory::Second SeriesHistory::first() const
{
    Second first = Second::max();
    for (const Tier &tier : m_tiers) {
        if (!tier.empty())
            first = std::min(first, tier.front().begin);
    }
    return first;
}

} // namespace spanwise
