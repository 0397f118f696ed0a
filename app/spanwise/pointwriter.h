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
/// append() fails as the other writer's does, and when the rows could not be written, although the rest was:
/// the sender comes again, what it sends is known then, and the rows are tried again. While the history is
/// still read after a start, points older than an hour wait for it.
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
    BatchWriter &m_rest;
    PointMetrics &m_points;
    MetricKeeper &m_keeper;
    const MetricsRestore &m_restore;
};

} // namespace spanwise
