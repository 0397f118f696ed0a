// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/clockskew.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace spanwise {
namespace {

/// Times come from outside: sums stop at the ends of what can be told.
Timestamp moved(Timestamp time, Duration offset)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(time.time_since_epoch().count(), offset.count(), &sum))
        return offset.count() > 0 ? Timestamp::max() : Timestamp::min();
    return Timestamp(Duration(sum));
}

Duration between(Timestamp from, Timestamp to)
{
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(to.time_since_epoch().count(), from.time_since_epoch().count(), &difference))
        return to > from ? Duration::max() : Duration::min();
    return Duration(difference);
}

std::string_view hostOf(const Resource &resource)
{
    const Value *const host = find(resource.attributes, "host.name");
    return host == nullptr ? std::string_view() : host->stringOr({});
}

class Corrector
{
public:
    Corrector(const Trace &trace, Duration bound)
        : m_trace(trace)
        , m_bound(bound)
        , m_offsets(trace.size())
        , m_clock(trace.size())
    {
    }

    void run()
    {
        // Parents before children, without recursion: a chain may be as long as the trace.
        std::vector<SpanRow> waiting(m_trace.tree().roots().begin(), m_trace.tree().roots().end());
        std::ranges::reverse(waiting);
        while (!waiting.empty()) {
            const SpanRow row = waiting.back();
            waiting.pop_back();
            place(row);
            const auto children = m_trace.tree().children(row);
            waiting.insert(waiting.end(), children.rbegin(), children.rend());
        }
    }

    bool shiftsAny() const
    {
        return std::ranges::any_of(
            m_clocks, [](const SkewedClock &clock) { return clock.shifted && clock.offset != Duration(0); });
    }
    std::vector<SkewedClock> takeClocks() { return std::move(m_clocks); }
    Duration offset(std::size_t row) const { return m_offsets[row]; }

private:
    void place(SpanRow row)
    {
        if (m_trace.tree().isRoot(row))
            return;
        const SpanRow parent = m_trace.tree().parent(row);
        const std::size_t at = SpanTree::index(row);
        if (sharesClock(row, parent)) {
            m_offsets[at] = m_offsets[SpanTree::index(parent)];
            m_clock[at] = m_clock[SpanTree::index(parent)];
            if (m_clock[at])
                count(m_clocks[*m_clock[at]], row);
            return;
        }
        const Duration skew = skewOf(row, parent);
        if (skew == Duration(0))
            return;
        const bool within = skew <= m_bound && skew >= -m_bound;
        m_clock[at] = m_clocks.size();
        m_clocks.push_back(
            {.service = std::string(m_trace.resource(row).serviceName()), .offset = skew, .shifted = within});
        count(m_clocks.back(), row);
        if (within)
            m_offsets[at] = skew;
    }

    void count(SkewedClock &clock, SpanRow row) const
    {
        ++clock.spans;
        if (clock.where.size() < maxSkewedSpans)
            clock.where.push_back(m_trace[row].id);
    }

    bool sharesClock(SpanRow row, SpanRow parent) const
    {
        if (m_trace[row].resource == m_trace[parent].resource)
            return true;
        const std::string_view host = hostOf(m_trace.resource(row));
        return !host.empty() && host == hostOf(m_trace.resource(parent));
    }

    /// What has to be added to the child's times; 0 when they can be true.
    Duration skewOf(SpanRow row, SpanRow parent) const
    {
        const Duration parentOffset = m_offsets[SpanTree::index(parent)];
        const Span &child = m_trace[row];
        const Timestamp begin = moved(m_trace[parent].time.begin, parentOffset);
        const Timestamp end = std::max(begin, moved(m_trace[parent].time.end, parentOffset));
        const Timestamp childEnd = std::max(child.time.begin, child.time.end);
        const bool answersCall = child.kind == SpanKind::Server && m_trace[parent].kind == SpanKind::Client;
        const Duration room = between(begin, end);
        const Duration length = between(child.time.begin, childEnd);
        const bool late = answersCall && length <= room && childEnd > end;
        if (child.time.begin >= begin && !late)
            return Duration(0);
        const Duration ahead = length <= room ? (room - length) / 2 : Duration(0);
        return between(child.time.begin, moved(begin, ahead));
    }

    const Trace &m_trace;
    const Duration m_bound;
    std::vector<Duration> m_offsets;                 // by row
    std::vector<std::optional<std::size_t>> m_clock; // by row: index into m_clocks
    std::vector<SkewedClock> m_clocks;
};

/// One part of the trace may lie by a clock several times, once for each call: the user reads of each clock
/// once.
std::vector<SkewedClock> merged(std::vector<SkewedClock> clocks)
{
    std::vector<SkewedClock> all;
    for (SkewedClock &clock : clocks) {
        const auto same = std::ranges::find_if(all, [&](const SkewedClock &c) {
            return c.service == clock.service && c.shifted == clock.shifted;
        });
        if (same == all.end()) {
            all.push_back(std::move(clock));
            continue;
        }
        same->spans += clock.spans;
        const std::size_t room = std::min(clock.where.size(), maxSkewedSpans - same->where.size());
        same->where.insert(same->where.end(), clock.where.begin(),
                           clock.where.begin() + static_cast<std::ptrdiff_t>(room));
        if (std::chrono::abs(clock.offset) > std::chrono::abs(same->offset))
            same->offset = clock.offset;
    }
    return all;
}

std::shared_ptr<const Trace> shifted(const std::shared_ptr<const Trace> &trace, const Corrector &corrector)
{
    TelemetryBatch batch;
    batch.resources = trace->batch().resources;
    batch.scopes = trace->batch().scopes;
    batch.spans = trace->batch().spans;
    batch.arena.keepAlive(trace);
    std::vector<SpanFacts> facts;
    for (std::size_t i = 0; i < batch.spans.size(); ++i) {
        facts.push_back(trace->facts(static_cast<SpanRow>(i)));
        const Duration offset = corrector.offset(i);
        if (offset == Duration(0))
            continue;
        Span &span = batch.spans[i];
        span.time = {moved(span.time.begin, offset), moved(span.time.end, offset)};
        std::vector<Event> events(span.events.begin(), span.events.end());
        for (Event &event : events)
            event.time = moved(event.time, offset);
        span.events = batch.arena.copy(std::span<const Event>(events));
    }
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

} // namespace

SkewCorrection correctSkew(std::shared_ptr<const Trace> trace, Duration bound)
{
    Corrector corrector(*trace, bound);
    corrector.run();
    SkewCorrection correction;
    correction.trace = corrector.shiftsAny() ? shifted(trace, corrector) : std::move(trace);
    correction.clocks = merged(corrector.takeClocks());
    return correction;
}

} // namespace spanwise
