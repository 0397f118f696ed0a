// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/criticalpath.h"

#include <algorithm>

namespace spanwise {
namespace {

/// A span whose part before cursor is still to be explained.
struct Open
{
    SpanRow row;
    Timestamp cursor;
    std::vector<SpanRow> byEnd; // children, latest end last
};

Open opened(const Trace &trace, SpanRow row, Timestamp until)
{
    const auto children = trace.tree().children(row);
    Open open{row, std::min(until, trace[row].time.end), {children.begin(), children.end()}};
    std::ranges::sort(open.byEnd, {}, [&](SpanRow child) { return trace[child].time.end; });
    return open;
}

bool isAsynchronous(TimeWindow child, Timestamp cursor)
{
    return child.end > cursor && (child.begin >= cursor || child.end - cursor > child.length() / 20);
}

} // namespace

CriticalPath::CriticalPath(const Trace &trace, SpanRow top)
    : m_on(trace.size(), false)
{
    if (trace.size() == 0)
        return;
    follow(trace, top);
    m_shares = sharesWithin(trace, {Timestamp::min(), Timestamp::max()});
}

void CriticalPath::follow(const Trace &trace, SpanRow top)
{
    std::vector<Open> path;
    path.push_back(opened(trace, top, trace[top].time.end));
    m_on[SpanTree::index(top)] = true;
    while (!path.empty()) {
        Open &now = path.back();
        const Timestamp begin = trace[now.row].time.begin;
        // A child that is still running at the cursor was not what was waited for (it is asynchronous).
        while (!now.byEnd.empty() && isAsynchronous(trace[now.byEnd.back()].time, now.cursor))
            now.byEnd.pop_back();
        if (now.byEnd.empty() || trace[now.byEnd.back()].time.end <= begin) {
            if (now.cursor > begin)
                m_segments.push_back({now.row, {begin, now.cursor}});
            path.pop_back();
            continue;
        }
        const SpanRow child = now.byEnd.back();
        now.byEnd.pop_back();
        const TimeWindow time = trace[child].time;
        if (time.end <= time.begin)
            continue;
        const Timestamp until = now.cursor;
        if (until > time.end)
            m_segments.push_back({now.row, {time.end, until}});
        now.cursor = std::clamp(time.begin, begin, until);
        m_on[SpanTree::index(child)] = true;
        path.push_back(opened(trace, child, until)); // invalidates now
    }
}

PathShares CriticalPath::sharesWithin(const Trace &trace, TimeWindow part) const
{
    const SpanTree &tree = trace.tree();
    PathShares shares;
    double whole = 0;
    for (const Segment &segment : m_segments) {
        const Timestamp begin = std::max(segment.time.begin, part.begin);
        const Timestamp end = std::min(segment.time.end, part.end);
        if (end <= begin)
            continue;
        SpanRow row = segment.row;
        while (trace.facts(row).step == StepKind::Other && !tree.isRoot(row))
            row = tree.parent(row);
        const StepKind step = trace.facts(row).step;
        const bool isWaiting = step == StepKind::Other && !tree.children(segment.row).empty();
        const auto length = static_cast<double>((end - begin).count());
        (isWaiting ? shares.waiting : shares.steps[static_cast<std::size_t>(step)]) += length;
        whole += length;
    }
    shares.waiting = whole > 0 ? shares.waiting / whole : 0;
    for (double &share : shares.steps)
        share = whole > 0 ? share / whole : 0;
    return shares;
}

} // namespace spanwise
