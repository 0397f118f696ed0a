// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/rangefold.h"

#include "core/metrics/sketchwindow.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

namespace spanwise {
namespace {

using Second = SeriesHistory::Second;
using Seconds = SeriesHistory::Seconds;
using Part = SeriesSnapshot::Part;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr Seconds gaugeLookBack = std::chrono::minutes(5);

/// The parts of one series that lie in a window, which only moves forward.
class Cursor
{
public:
    explicit Cursor(const SeriesSnapshot &series)
        : m_series(series)
    {
    }

    /// Moves the window to [end - range, end), wider where the intervals are longer than range.
    void slideTo(Second end, Seconds range, SketchWindow *sketches)
    {
        m_length = range;
        if (end - range < m_series.mediumFrom)
            m_length = std::max(range, SeriesHistory::resolutions[2]);
        else if (end - range < m_series.fineFrom)
            m_length = std::max(range, SeriesHistory::resolutions[1]);
        const auto &parts = m_series.parts;
        for (; m_high < parts.size() && parts[m_high].begin < end; ++m_high) {
            if (sketches)
                sketches->add(m_series.binsOf(parts[m_high]));
        }
        for (; m_low < m_high && parts[m_low].begin < end - m_length; ++m_low) {
            if (sketches)
                sketches->remove(m_series.binsOf(parts[m_low]));
        }
    }

    std::span<const Part> parts() const { return std::span(m_series.parts).subspan(m_low, m_high - m_low); }
    Seconds length() const { return m_length; }
    bool hasBegun(Second end) const { return m_series.first < end; }

private:
    const SeriesSnapshot &m_series;
    std::size_t m_low = 0;
    std::size_t m_high = 0;
    Seconds m_length{};
};

/// The sum of a window's parts, by the kinds of sums there are.
struct Totals
{
    std::uint64_t count = 0;
    double sum = 0;
    double perSecond = 0;
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    std::optional<Part> newest;
    bool begun = false;
};

/// How much of a window of this length has passed at `at`: while its last second runs, a rate over the whole
/// length would be too low.
double passedSeconds(Seconds length, Second end, Timestamp at, Timestamp now)
{
    const Duration ahead = end > now ? end - at : Duration::zero();
    return std::chrono::duration<double>(length - ahead).count();
}

Totals totalsOf(const std::vector<Cursor> &cursors, Second end, Timestamp at, Timestamp now)
{
    Totals totals;
    for (const Cursor &cursor : cursors) {
        double sum = 0;
        for (const Part &part : cursor.parts()) {
            sum += part.sum;
            totals.count += part.count;
            totals.min = std::min(totals.min, part.min);
            totals.max = std::max(totals.max, part.max);
            if (!totals.newest || totals.newest->begin <= part.begin)
                totals.newest = part;
        }
        totals.sum += sum;
        const double passed = passedSeconds(cursor.length(), end, at, now);
        totals.perSecond += passed > 0 ? sum / passed : 0;
        totals.begun = totals.begun || cursor.hasBegun(end);
    }
    return totals;
}

double reduced(Fold fold, const Totals &totals)
{
    if (fold == Fold::Rate)
        return totals.begun ? totals.perSecond : nothing;
    if (fold == Fold::Increase)
        return totals.begun ? totals.sum : nothing;
    if (totals.count == 0)
        return nothing;
    switch (fold) {
    case Fold::Sum:
        return totals.sum;
    case Fold::Avg:
        return totals.sum / static_cast<double>(totals.count);
    case Fold::Min:
        return totals.min;
    case Fold::Max:
        return totals.max;
    case Fold::Count:
        return static_cast<double>(totals.count);
    default:
        return totals.newest->last;
    }
}

} // namespace

SeriesHistory::Second windowEnd(const Node &selector, Timestamp at)
{
    return std::chrono::ceil<Seconds>(at - selector.offset);
}

SeriesHistory::Seconds lookBack(const Node &selector)
{
    if (selector.range > Duration::zero())
        return std::max(std::chrono::ceil<Seconds>(selector.range), SeriesHistory::resolutions[2]);
    return selector.metricKind == MetricKind::Counter ? Seconds(0) : gaugeLookBack;
}

std::vector<double> foldRange(Fold fold, const Node &selector,
                              const std::vector<const SeriesSnapshot *> &series, const Grid &grid,
                              Timestamp now, const std::vector<double> &quantiles)
{
    const Seconds range = std::chrono::ceil<Seconds>(selector.range);
    std::vector<Cursor> cursors;
    cursors.reserve(series.size());
    for (const SeriesSnapshot *one : series)
        cursors.emplace_back(*one);
    std::optional<SketchWindow> sketches;
    if (fold == Fold::Quantile)
        sketches.emplace();
    std::vector<double> values(grid.count, nothing);
    for (std::size_t i = 0; i < grid.count; ++i) {
        const Second end = windowEnd(selector, grid.at(i));
        for (Cursor &cursor : cursors)
            cursor.slideTo(end, range, sketches ? &*sketches : nullptr);
        if (sketches)
            values[i] =
                std::isnan(quantiles[i]) ? nothing : sketches->quantile(quantiles[i]).value_or(nothing);
        else
            values[i] = reduced(fold, totalsOf(cursors, end, grid.at(i) - selector.offset, now));
    }
    return values;
}

std::vector<double> instantValues(const Node &selector, const SeriesSnapshot &series, const Grid &grid)
{
    std::vector<double> values(grid.count, nothing);
    double total = series.before;
    std::size_t next = 0;
    for (std::size_t i = 0; i < grid.count; ++i) {
        const Second end = windowEnd(selector, grid.at(i));
        for (; next < series.parts.size() && series.parts[next].begin < end; ++next)
            total += series.parts[next].sum;
        if (selector.metricKind == MetricKind::Counter)
            values[i] = series.first < end ? total : nothing;
        else if (next > 0 && series.parts[next - 1].begin >= end - gaugeLookBack)
            values[i] = series.parts[next - 1].last;
    }
    return values;
}

} // namespace spanwise
