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
    share(trace);
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

void CriticalPath::share(const Trace &trace)
{
    double whole = 0;
    for (const Segment &segment : m_segments) {
        SpanRow row = segment.row;
        while (trace.facts(row).step == StepKind::Other && !trace.tree().isRoot(row))
            row = trace.tree().parent(row);
        const auto length = static_cast<double>(segment.time.length().count());
        m_shares[static_cast<std::size_t>(trace.facts(row).step)] += length;
        whole += length;
    }
    for (double &part : m_shares)
        part = whole > 0 ? part / whole : 0;
}

} // namespace spanwise
