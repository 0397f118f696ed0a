// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/pointwriter.h"

#include "app/spanwise/metrickeeper.h"
#include "app/spanwise/metricsrestore.h"
#include "core/metrics/pointmetrics.h"

#include <algorithm>

namespace spanwise {

Result<std::vector<AppendReport>> PointWriter::append(std::span<const AdmittedBatch *const> group)
{
    if (const Status kept = keepPoints(group); !kept)
        return kept.error();
    return m_rest.append(group);
}

Status PointWriter::keepPoints(std::span<const AdmittedBatch *const> group)
{
    bool hasPoints = false;
    for (const AdmittedBatch *const batch : group) {
        hasPoints = hasPoints || !batch->batch.points.empty();
        m_points.add(batch->batch);
    }
    const std::vector<SeriesStore::Touch> &touches = m_points.touches();
    if (!hasPoints || (touches.empty() && m_points.exemplars().empty()))
        return Done{};
    if (!touches.empty()) {
        const auto oldest = std::ranges::min_element(touches, {}, &SeriesStore::Touch::time);
        m_restore.waitFor(oldest->time); // a stored row that is not back yet must not be replaced
    }
    if (Status kept = m_keeper.keepNow(touches, m_points.exemplars()); !kept)
        return kept;
    m_points.forget();
    return Done{};
}

} // namespace spanwise
