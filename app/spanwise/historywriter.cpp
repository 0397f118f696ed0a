// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/historywriter.h"

#include "app/spanwise/metrickeeper.h"
#include "app/spanwise/metricsrestore.h"
#include "app/spanwise/pointwriter.h"
#include "core/codec/everydayjson.h"
#include "core/metrics/pointmetrics.h"
#include "core/metrics/seriesstore.h"

#include <algorithm>

namespace spanwise {

/// The way of data points into the history.
struct HistoryWriter::Metrics
{
    Metrics(Store &store, BatchWriter &rest)
        : points(series, [](std::span<const Attribute> attributes) { return everydayJson(attributes); })
        , keeper([&store](const MetricChanges &changes) { return store.record(changes); }, series)
        , restore(store, series, [this](const std::string &reason) { problem = reason; })
        , writer(rest, points, keeper, restore,
                 [&store](std::span<const RecordedPoint> asked) { return store.knownPoints(asked); })
    {
        restore.wait(); // a row that was not read would be replaced
    }

    std::string problem; // of restoring
    SeriesStore series;
    PointMetrics points;
    MetricKeeper keeper;
    MetricsRestore restore;
    PointWriter writer;
};

HistoryWriter::HistoryWriter(Store &store, LabelStore &labels)
    : m_store(store)
    , m_writer(store, labels)
{
}

HistoryWriter::~HistoryWriter() = default;

Result<std::vector<AppendReport>> HistoryWriter::append(std::span<const AdmittedBatch *const> group)
{
    const bool hasPoints =
        std::ranges::any_of(group, [](const AdmittedBatch *batch) { return !batch->batch.points.empty(); });
    if (!hasPoints)
        return m_writer.append(group);
    if (!m_metrics)
        m_metrics = std::make_unique<Metrics>(m_store, m_writer);
    if (!m_metrics->problem.empty())
        return Error{Error::Code::Io, m_metrics->problem};
    return m_metrics->writer.append(group);
}

} // namespace spanwise
