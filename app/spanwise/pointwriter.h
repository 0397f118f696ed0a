// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/metrics/pointmetrics.h"
#include "core/model/recordedpoint.h"

#include <functional>
#include <unordered_set>
#include <vector>

namespace spanwise {

class MetricKeeper;
class MetricsRestore;

/// A writer of batches that keeps their data points, too, as rows of metrics: what is acknowledged is
/// committed. Nothing is owned.
///
/// The rows come first: when they cannot be written, append() fails and the rest of the group is not tried,
/// so that its spans are new when the sender comes again (what is a duplicate is not counted). When the rest
/// fails, the points are known the next time and add nothing. What could not be written is in the next rows.
/// While the history is still read after a start, points older than an hour wait for it.
///
/// Points of a batch that is recorded may have come in an earlier file, or in another run of the program:
/// the history knows them.
class PointWriter final : public BatchWriter
{
public:
    /// StoreReader::knownPoints().
    using Known = std::function<Result<std::vector<bool>>(std::span<const RecordedPoint>)>;

    PointWriter(BatchWriter &rest, PointMetrics &points, MetricKeeper &keeper, const MetricsRestore &restore,
                Known known)
        : m_rest(rest)
        , m_points(points)
        , m_keeper(keeper)
        , m_restore(restore)
        , m_known(std::move(known))
    {
    }

    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override;

private:
    Result<PointReport> add(const TelemetryBatch &batch);
    Result<std::vector<bool>> knownOf(std::span<const RecordedPoint> identities);
    Status keep();

    BatchWriter &m_rest;
    PointMetrics &m_points;
    MetricKeeper &m_keeper;
    const MetricsRestore &m_restore;
    const Known m_known;
    std::vector<RecordedPoint> m_recorded; // to be kept with what the points changed
    std::unordered_set<std::uint64_t> m_recordedHashes;
};

} // namespace spanwise
