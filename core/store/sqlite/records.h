// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alertrecord.h"
#include "core/model/metricrow.h"
#include "core/model/replayrecord.h"
#include "core/model/sighting.h"
#include "core/store/sqlite/connection.h"
#include "core/store/store.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanwise::records {

/// The tables beside the traces: replays, alerts, metrics, exemplars. Each write is one statement or runs in
/// the caller's transaction; all throw SqlFailure.
void write(Connection &connection, const ReplayRecord &replay);
void write(Connection &connection, const AlertRecord &alert);
void write(Connection &connection, const MetricChanges &changes);

std::vector<ReplayRecord> replaysOf(Connection &connection, TraceId original);
std::vector<ReplayRecord> recentReplays(Connection &connection, std::uint32_t limit);
std::vector<AlertRecord> alerts(Connection &connection, std::uint32_t limit);
std::vector<MetricRow> metrics(Connection &connection, TimeWindow window, Duration resolution);
std::vector<ExemplarRow> exemplars(Connection &connection, const ExemplarRequest &request);
std::vector<ExemplarRow> exemplarsOf(Connection &connection, TraceId trace, std::uint32_t limit);
std::vector<bool> knownPoints(Connection &connection, std::span<const RecordedPoint> points);
Sightings sightings(Connection &connection, std::uint64_t document, std::uint32_t limit);

} // namespace spanwise::records
