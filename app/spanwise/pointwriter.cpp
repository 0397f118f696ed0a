// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/pointwriter.h"

#include "app/spanwise/metrickeeper.h"
#include "app/spanwise/metricsrestore.h"
#include "core/store/chunk/pointidentity.h"

#include <algorithm>

namespace spanwise {
namespace {

void count(PointReport &report, PointMetrics::Fate fate)
{
    using Fate = PointMetrics::Fate;
    const auto lost = [&](const char *reason) {
        ++report.lost;
        if (report.firstReason.empty())
            report.firstReason = reason;
    };
    switch (fate) {
    case Fate::Stored:
        ++report.stored;
        return;
    case Fate::Duplicate:
        ++report.duplicates;
        return;
    case Fate::TooOld:
        return lost("Metrics are kept for 30 days; this data point is older.");
    case Fate::NotFinite:
        return lost("The value of this data point is not a finite number, or a counter went down.");
    case Fate::TooMany:
        return lost("This is a data point of more streams than the 100,000 that are followed.");
    case Fate::OfAnotherKind:
        return lost("The name of this data point's metric is that of another kind of metric.");
    }
}

} // namespace

Result<std::vector<AppendReport>> PointWriter::append(std::span<const AdmittedBatch *const> group)
{
    std::vector<PointReport> points;
    for (const AdmittedBatch *const batch : group) {
        const auto added = add(batch->batch);
        if (!added)
            return added.error();
        points.push_back(*added);
    }
    const bool hasPoints =
        std::ranges::any_of(group, [](const AdmittedBatch *batch) { return !batch->batch.points.empty(); });
    if (hasPoints) {
        if (const Status kept = keep(); !kept)
            return kept.error();
    }
    auto reports = m_rest.append(group);
    for (std::size_t i = 0; reports && i < points.size(); ++i)
        (*reports)[i].points = points[i];
    return reports;
}

Result<PointReport> PointWriter::add(const TelemetryBatch &batch)
{
    std::vector<RecordedPoint> identities;
    std::vector<bool> known;
    if (batch.isRecorded && !batch.points.empty()) {
        identities = identitiesOf(batch);
        auto answer = knownOf(identities);
        if (!answer)
            return answer.error();
        known = std::move(*answer);
    }
    PointReport report;
    const std::vector<PointMetrics::Fate> fates = m_points.add(batch, known);
    for (std::size_t i = 0; i < fates.size(); ++i) {
        count(report, fates[i]);
        if (batch.isRecorded && fates[i] == PointMetrics::Fate::Stored) {
            m_recorded.push_back(identities[i]);
            m_recordedHashes.insert(identities[i].hash);
        }
    }
    return report;
}

/// By the history, by what is on its way there, or by the same batch.
Result<std::vector<bool>> PointWriter::knownOf(std::span<const RecordedPoint> identities)
{
    auto known = m_known(identities);
    if (!known)
        return known;
    std::unordered_set<std::uint64_t> here;
    for (std::size_t i = 0; i < identities.size(); ++i) {
        if (m_recordedHashes.contains(identities[i].hash) || !here.insert(identities[i].hash).second)
            (*known)[i] = true;
    }
    return known;
}

Status PointWriter::keep()
{
    const std::vector<SeriesStore::Touch> &touches = m_points.touches();
    if (touches.empty() && m_points.exemplars().empty() && m_recorded.empty())
        return Done{};
    if (!touches.empty()) {
        const auto oldest = std::ranges::min_element(touches, {}, &SeriesStore::Touch::time);
        m_restore.waitFor(oldest->time); // a stored row that is not back yet must not be replaced
    }
    if (Status kept = m_keeper.keepNow(touches, {.exemplars = m_points.exemplars(), .recorded = m_recorded});
        !kept)
        return kept;
    m_points.forget();
    m_recorded.clear();
    m_recordedHashes.clear();
    return Done{};
}

} // namespace spanwise
