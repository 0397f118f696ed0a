// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/seriesstore.h"

#include "core/metrics/catalog.h"
#include "core/metrics/pointnames.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace spanwise {
namespace {

constexpr Duration compactEvery = std::chrono::minutes(1);

const MetricTags &overflowTags()
{
    static const MetricTags tags{{"overflow", "true"}};
    return tags;
}

Timestamp systemNow()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

MetricRow rowOf(const std::string &name, const MetricTags &tags, SeriesHistory::Changed changed)
{
    Interval &content = changed.content;
    return {.name = name,
            .tags = tags,
            .time = content.begin,
            .resolution = changed.length,
            .count = content.count,
            .sum = content.sum,
            .min = content.min,
            .max = content.max,
            .sketch = content.sketch.isEmpty() ? std::string() : content.sketch.serialized()};
}

bool isAligned(const MetricRow &row)
{
    using std::chrono::seconds;
    return (row.resolution == seconds(10) || row.resolution == seconds(60)) &&
           row.time.time_since_epoch() % row.resolution == Duration::zero();
}

Timestamp minuteOf(const MetricRow &row)
{
    return std::chrono::floor<std::chrono::minutes>(row.time);
}

bool inSameMinute(const MetricRow &left, const MetricRow &right)
{
    return minuteOf(left) == minuteOf(right) && left.name == right.name && left.tags == right.tags;
}

struct RowOrder
{
    bool operator()(const MetricRow *left, const MetricRow *right) const
    {
        if (const auto byName = left->name.compare(right->name); byName != 0)
            return byName < 0;
        if (left->tags != right->tags)
            return left->tags < right->tags;
        return left->time < right->time;
    }
};

} // namespace

SeriesStore::SeriesStore(Clock clock)
    : m_clock(clock ? std::move(clock) : systemNow)
    , m_compacted(m_clock())
{
}

SeriesStore::Writer::Writer(SeriesStore &store, std::vector<Touch> *touches)
    : m_store(store)
    , m_lock(store.m_mutex)
    , m_touches(touches)
    , m_now(store.m_clock())
{
    if (m_now - m_store.m_compacted >= compactEvery)
        m_store.compact(m_now);
}

SeriesRef SeriesStore::Writer::open(std::string_view name, MetricKind kind, MetricTags tags)
{
    return m_store.open(name, kind, std::move(tags), m_now);
}

std::optional<MetricKind> SeriesStore::Writer::kindOf(std::string_view name) const
{
    const auto metric = m_store.m_metrics.find(name);
    return metric == m_store.m_metrics.end() ? std::nullopt : std::optional(metric->second.kind);
}

SeriesStore::Writer::Added SeriesStore::Writer::add(SeriesRef series, Timestamp time, double value)
{
    Entry &entry = m_store.entry(series);
    const bool isValid = std::isfinite(value) && (entry.kind != MetricKind::Counter || value >= 0);
    return mayRecord(entry, isValid, time) ? recorded(entry.history.record(time, value), series, time)
                                           : Added::NotFinite;
}

SeriesStore::Writer::Added SeriesStore::Writer::add(SeriesRef series, Timestamp time, const Interval &content)
{
    if (content.count == 0)
        return Added::Kept;
    Entry &entry = m_store.entry(series);
    return mayRecord(entry, std::isfinite(content.sum), time)
               ? recorded(entry.history.record(time, content), series, time)
               : Added::NotFinite;
}

SeriesStore::Writer::Added SeriesStore::Writer::recorded(bool isKept, SeriesRef series, Timestamp time)
{
    if (!isKept)
        ++m_store.m_losses.tooOld;
    else if (m_touches != nullptr)
        m_touches->push_back({series, std::chrono::floor<std::chrono::seconds>(time)});
    return isKept ? Added::Kept : Added::TooOld;
}

/// Counts what cannot be recorded as it was meant; a time ahead of the clock becomes now.
bool SeriesStore::Writer::mayRecord(Entry &entry, bool isValid, Timestamp &time)
{
    if (!isValid) {
        ++m_store.m_losses.notFinite;
        return false;
    }
    if (time > m_now + maxSkew) {
        ++m_store.m_losses.future;
        time = m_now;
    }
    if (entry.isOverflow)
        ++m_store.m_losses.overflowed;
    return true;
}

SeriesRef SeriesStore::open(std::string_view name, MetricKind kind, MetricTags tags, Timestamp now)
{
    auto metric = m_metrics.find(name);
    if (metric == m_metrics.end())
        metric = m_metrics.emplace(std::string(name), Metric{kind, {}, {}}).first;
    if (const auto known = metric->second.series.find(tags); known != metric->second.series.end())
        return known->second;
    if (metric->second.series.size() < maxSeries)
        return make(metric, std::move(tags), now);
    if (!metric->second.overflow) {
        metric->second.overflow = make(metric, overflowTags(), now);
        entry(*metric->second.overflow).isOverflow = true;
    }
    return *metric->second.overflow;
}

SeriesRef SeriesStore::make(Metrics::iterator metric, MetricTags tags, Timestamp now)
{
    const auto ref = static_cast<SeriesRef>(m_series.size());
    const auto [at, isNew] = metric->second.series.emplace(std::move(tags), ref);
    if (!isNew)
        return at->second;
    const MetricKind kind = metric->second.kind;
    m_series.push_back({&metric->first, &at->first, kind, false, SeriesHistory(kind, now)});
    return ref;
}

void SeriesStore::compact(Timestamp now)
{
    for (Entry &series : m_series)
        series.history.compact(now);
    m_compacted = now;
}

std::vector<MetricRow> SeriesStore::takeCompleted(Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    std::vector<MetricRow> rows;
    for (Entry &series : m_series) {
        for (SeriesHistory::Changed &changed : series.history.takeChanged(now))
            rows.push_back(rowOf(*series.name, *series.tags, std::move(changed)));
    }
    return rows;
}

std::vector<MetricRow> SeriesStore::rowsAround(std::vector<Touch> touches) const
{
    constexpr auto slot = SeriesHistory::resolutions[1];
    for (Touch &touch : touches)
        touch.time -= ((touch.time.time_since_epoch() % slot) + slot) % slot;
    const auto key = [](const Touch &touch) { return std::pair(touch.series, touch.time); };
    std::ranges::sort(touches, {}, key);
    const auto isSame = [&](const Touch &left, const Touch &right) { return key(left) == key(right); };
    touches.erase(std::unique(touches.begin(), touches.end(), isSame), touches.end());

    const std::lock_guard lock(m_mutex);
    std::vector<MetricRow> rows;
    for (const Touch &touch : touches) {
        const Entry &series = entry(touch.series);
        for (SeriesHistory::Changed &interval : series.history.around(touch.time))
            rows.push_back(rowOf(*series.name, *series.tags, std::move(interval)));
    }
    return rows;
}

void SeriesStore::takeBack(std::span<const MetricRow> rows)
{
    const std::lock_guard lock(m_mutex);
    for (const MetricRow &row : rows) {
        const auto metric = m_metrics.find(row.name);
        if (metric == m_metrics.end())
            continue;
        const auto series = metric->second.series.find(row.tags);
        if (series != metric->second.series.end())
            entry(series->second).history.markChanged(std::chrono::floor<SeriesHistory::Seconds>(row.time));
    }
}

void SeriesStore::restore(std::span<const MetricRow> rows)
{
    const std::lock_guard lock(m_mutex);
    const Timestamp now = m_clock();
    std::vector<const MetricRow *> ordered;
    ordered.reserve(rows.size());
    for (const MetricRow &row : rows) {
        if (isAligned(row))
            ordered.push_back(&row);
        else
            ++m_losses.unreadable;
    }
    std::sort(ordered.begin(), ordered.end(), RowOrder());
    for (auto begin = ordered.begin(); begin != ordered.end();) {
        const auto end = std::find_if(begin, ordered.end(),
                                      [begin](const MetricRow *row) { return !inSameMinute(**begin, *row); });
        restoreMinute(std::span(begin, end), now);
        begin = end;
    }
}

void SeriesStore::restoreMinute(std::span<const MetricRow *const> rows, Timestamp now)
{
    const auto isWhole = [](const MetricRow *row) {
        return row->resolution == SeriesHistory::resolutions[2];
    };
    const bool hasWhole = std::any_of(rows.begin(), rows.end(), isWhole);
    const bool hasParts = !std::all_of(rows.begin(), rows.end(), isWhole);
    // Of the minute in which the finer rows begin, the first ones may be missing.
    const bool partsAreKept = minuteOf(*rows.front()) >= now - SeriesHistory::reach[1];
    const bool useWhole = hasWhole && !(hasParts && partsAreKept);
    for (const MetricRow *row : rows) {
        if (isWhole(row) == useWhole && !restoreRow(*row, now))
            ++m_losses.unreadable;
    }
}

bool SeriesStore::restoreRow(const MetricRow &row, Timestamp now)
{
    Interval interval{.begin = std::chrono::floor<SeriesHistory::Seconds>(row.time),
                      .count = row.count,
                      .sum = row.sum,
                      .min = row.min,
                      .max = row.max,
                      .last = row.sum / static_cast<double>(row.count),
                      .sketch = {}};
    if (row.count == 0 || !std::isfinite(row.sum) || row.time > now + maxSkew)
        return false;
    if (!row.sketch.empty()) {
        std::optional<QuantileSketch> sketch = QuantileSketch::fromSerialized(row.sketch);
        if (!sketch)
            return false;
        interval.sketch = std::move(*sketch);
    }
    const MetricInfo *const known = findMetric(row.name);
    const MetricKind kind = known ? known->kind : pointnames::kindOfStored(row.name, !row.sketch.empty());
    const SeriesRef ref = open(row.name, kind, row.tags, now);
    // What has aged out while the program was closed is not an error.
    entry(ref).history.restore(interval, std::chrono::floor<SeriesHistory::Seconds>(row.resolution));
    return true;
}

SeriesSnapshot SeriesStore::copyOf(const Entry &series, const SeriesSelection &selection)
{
    const SeriesHistory &history = series.history;
    SeriesSnapshot copy;
    copy.tags = *series.tags;
    copy.first = history.first();
    copy.fineFrom = history.fineFrom();
    copy.mediumFrom = history.mediumFrom();
    if (selection.withTotal)
        history.visit(SeriesHistory::Second::min(), selection.from,
                      [&](const Interval &i) { copy.before += i.sum; });
    history.visit(selection.from, selection.to, [&](const Interval &interval) {
        const auto bins = interval.sketch.bins();
        copy.parts.push_back(
            {.begin = interval.begin,
             .count = interval.count,
             .sum = interval.sum,
             .min = interval.min,
             .max = interval.max,
             .last = interval.last,
             .firstBin = static_cast<std::uint32_t>(copy.bins.size()),
             .binCount = static_cast<std::uint32_t>(selection.withSketches ? bins.size() : 0)});
        if (selection.withSketches)
            copy.bins.insert(copy.bins.end(), bins.begin(), bins.end());
    });
    return copy;
}

MetricSnapshot SeriesStore::snapshot(std::span<const SeriesSelection> selections) const
{
    const std::lock_guard lock(m_mutex);
    MetricSnapshot snapshot{.now = m_clock(), .selections = {}};
    for (const SeriesSelection &selection : selections) {
        std::vector<SeriesSnapshot> &copies = snapshot.selections.emplace_back();
        const auto metric = m_metrics.find(selection.name);
        if (metric == m_metrics.end())
            continue;
        for (const auto &[tags, ref] : metric->second.series) {
            if (!entry(ref).history.isEmpty() && selection.matches(tags))
                copies.push_back(copyOf(entry(ref), selection));
        }
    }
    return snapshot;
}

std::optional<MetricKind> SeriesStore::kindOf(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const auto metric = m_metrics.find(name);
    return metric == m_metrics.end() ? std::nullopt : std::optional(metric->second.kind);
}

std::vector<MetricInfo> SeriesStore::metrics() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<MetricInfo> infos;
    for (const auto &[name, metric] : m_metrics) {
        std::set<std::string> keys;
        for (const auto &[tags, ref] : metric.series) {
            for (const auto &tag : tags)
                keys.insert(tag.first);
        }
        infos.push_back({name, metric.kind, {}, {keys.begin(), keys.end()}, {}, {}});
    }
    return infos;
}

SeriesLosses SeriesStore::losses() const
{
    const std::lock_guard lock(m_mutex);
    return m_losses;
}

std::size_t SeriesStore::seriesCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_series.size();
}

} // namespace spanwise
