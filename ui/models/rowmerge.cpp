// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/rowmerge.h"

#include <algorithm>

namespace spanwise {
namespace {

/// Joins neighbouring changes of one kind into runs.
class Changes
{
public:
    void add(RowChange::Kind kind, std::size_t position, std::size_t source)
    {
        if (!m_runs.empty() && continues(m_runs.back(), kind, position, source))
            ++m_runs.back().count;
        else
            m_runs.push_back({kind, position, 1, source});
    }
    std::vector<RowChange> take() { return std::move(m_runs); }

private:
    static bool continues(const RowChange &run, RowChange::Kind kind, std::size_t position,
                          std::size_t source)
    {
        if (run.kind != kind)
            return false;
        if (kind == RowChange::Kind::Remove)
            return position == run.first; // the rows below have moved up
        return position == run.first + run.count && source == run.source + run.count;
    }

    std::vector<RowChange> m_runs;
};

} // namespace

std::vector<RowChange> mergeChanges(const TraceRows &rows, std::span<const TraceSummary> fresh,
                                    const std::optional<RowKey> &after, bool complete)
{
    Changes changes;
    auto old = rows.begin();
    if (after)
        old = std::partition_point(rows.begin(), rows.end(),
                                   [&](const TraceSummary &row) { return !after->isBefore(RowKey(row)); });
    auto position = static_cast<std::size_t>(old - rows.begin());
    for (std::size_t source = 0; source < fresh.size(); ++source) {
        const RowKey key(fresh[source]);
        for (; old != rows.end() && RowKey(*old).isBefore(key); ++old)
            changes.add(RowChange::Kind::Remove, position, 0);
        if (old == rows.end() || key.isBefore(RowKey(*old))) {
            changes.add(RowChange::Kind::Insert, position, source);
        } else {
            if (*old != fresh[source])
                changes.add(RowChange::Kind::Update, position, source);
            ++old;
        }
        ++position;
    }
    for (; complete && old != rows.end(); ++old)
        changes.add(RowChange::Kind::Remove, position, 0);
    return changes.take();
}

} // namespace spanwise
