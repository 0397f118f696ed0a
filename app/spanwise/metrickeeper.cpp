// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/metrickeeper.h"

namespace spanwise {

Status MetricKeeper::keepCompleted(Duration ahead)
{
    const std::lock_guard lock(m_mutex);
    const auto rows = m_series.takeCompleted(m_series.now() + ahead);
    if (rows.empty())
        return Done{};
    Status kept = m_record({.rows = rows});
    if (!kept)
        m_series.takeBack(rows);
    return kept;
}

Status MetricKeeper::keepNow(const std::vector<SeriesStore::Touch> &touches, MetricChanges with)
{
    const std::lock_guard lock(m_mutex);
    const auto rows = m_series.rowsAround(touches);
    with.rows = rows;
    return m_record(with);
}

} // namespace spanwise
