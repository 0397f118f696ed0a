// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"

namespace spanwise {

class MetricKeeper;
class MetricsRestore;
class PointMetrics;

/// A writer of batches that keeps their data points, too, as rows of metrics: what is acknowledged is
/// committed. Nothing is owned.
///
/// The rows come first: when they cannot be written, append() fails and the rest of the group is not tried,
/// so that its spans are new when the sender comes again (what is a duplicate is not counted). When the rest
/// fails, the points are known the next time and add nothing. What could not be written is in the next rows.
/// While the history is still read after a start, points older than an hour wait for it.
class PointWriter final : public BatchWriter
{
public:
    PointWriter(BatchWriter &rest, PointMetrics &points, MetricKeeper &keeper, const MetricsRestore &restore)
        : m_rest(rest)
        , m_points(points)
        , m_keeper(keeper)
        , m_restore(restore)
    {
    }

    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override;

private:
    Status keepPoints(std::span<const AdmittedBatch *const> group);

    BatchWriter &m_rest;
    PointMetrics &m_points;
    MetricKeeper &m_keeper;
    const MetricsRestore &m_restore;
};

} // namespace spanwise
