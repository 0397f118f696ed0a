// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/stepstatistics.h"

#include "core/timeline/spanselftimes.h"

#include <algorithm>
#include <span>

namespace spanwise {
namespace {

/// Nearest rank: the smallest value that at least this share of all does not exceed. Reorders values.
Duration quantile(std::span<Duration> values, std::size_t percent)
{
    if (values.empty())
        return {};
    const std::size_t rank = std::max<std::size_t>(1, (values.size() * percent + 99) / 100);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// A span without length counts where it stands.
bool isWithin(TimeWindow time, TimeWindow within)
{
    return time.begin < within.end && (time.end > within.begin || time.begin >= within.begin);
}

class Counting
{
public:
    Counting(const Trace &trace, const StepGroups &groups, TimeWindow within)
        : m_trace(trace)
        , m_groups(groups)
        , m_within(within)
        , m_rows(groups.size())
        , m_coveredTo(groups.size(), within.begin)
        , m_self(spanSelfTimes(trace, within))
    {
    }

    std::vector<StepRow> run(const CriticalPath &path)
    {
        for (std::uint32_t i = 0; i < m_trace.size(); ++i)
            add(static_cast<SpanRow>(i));
        for (const CriticalPath::Segment &segment : path.segments())
            m_rows[m_groups.of(segment.row)].decisive += cutTo(segment.time, m_within).length();
        quantiles();
        for (std::uint32_t group = 0; group < m_rows.size(); ++group)
            m_rows[group].group = group;
        std::erase_if(m_rows, [](const StepRow &row) { return row.count == 0; });
        return std::move(m_rows);
    }

private:
    void add(SpanRow row)
    {
        const Span &span = m_trace[row];
        if (!isWithin(span.time, m_within))
            return;
        const std::uint32_t group = m_groups.of(row);
        StepRow &into = m_rows[group];
        const SpanFacts &facts = m_trace.facts(row);
        if (into.count == 0 || span.time.length() > m_trace[into.longest].time.length())
            into.longest = row;
        ++into.count;
        into.failures += facts.failed ? 1U : 0U;
        into.tokens += facts.inputTokens + facts.outputTokens;
        into.cost += facts.costUsd;
        into.self += m_self[SpanTree::index(row)];
        const TimeWindow part = cutTo(span.time, m_within);
        into.total += part.length();
        // Spans come in start order: what is covered of a group only grows to the right.
        Timestamp &covered = m_coveredTo[group];
        if (part.end > covered) {
            into.covered += part.end - std::max(part.begin, covered);
            covered = part.end;
        }
    }

    void quantiles()
    {
        std::vector<std::size_t> next(m_rows.size() + 1, 0);
        for (std::size_t group = 0; group < m_rows.size(); ++group)
            next[group + 1] = next[group] + m_rows[group].count;
        std::vector<Duration> lengths(next.back());
        std::vector<std::size_t> begin = next;
        for (std::uint32_t i = 0; i < m_trace.size(); ++i) {
            const auto row = static_cast<SpanRow>(i);
            if (const TimeWindow time = m_trace[row].time; isWithin(time, m_within))
                lengths[next[m_groups.of(row)]++] = std::max(Duration::zero(), time.length());
        }
        for (std::size_t group = 0; group < m_rows.size(); ++group) {
            const std::span<Duration> of(lengths.data() + begin[group], m_rows[group].count);
            m_rows[group].p50 = quantile(of, 50);
            m_rows[group].p95 = quantile(of, 95);
        }
    }

    const Trace &m_trace;
    const StepGroups &m_groups;
    const TimeWindow m_within;
    std::vector<StepRow> m_rows;
    std::vector<Timestamp> m_coveredTo;
    const std::vector<Duration> m_self;
};

} // namespace

StepStatistics stepStatistics(const Trace &trace, const StepGroups &groups, const CriticalPath &path,
                              std::optional<TimeWindow> range)
{
    StepStatistics statistics;
    if (trace.size() == 0)
        return statistics;
    statistics.within = range.value_or(trace.time());
    const TimeWindow query = trace[trace.queryRow()].time;
    Duration whole = cutTo(query, statistics.within).length();
    if (whole <= Duration::zero()) // the range lies beside the query: shares are of the range
        whole = statistics.within.length();
    statistics.whole = std::max(whole, Duration(1));
    statistics.rows = Counting(trace, groups, statistics.within).run(path);
    return statistics;
}

} // namespace spanwise
