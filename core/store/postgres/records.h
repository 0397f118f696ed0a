// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alertrecord.h"
#include "core/model/metricrow.h"
#include "core/model/replayrecord.h"
#include "core/model/sighting.h"
#include "core/store/postgres/session.h"
#include "core/store/store.h"

#include <cstdint>
#include <span>
#include <vector>

/// The tables beside the traces: replays, alerts, metrics, exemplars. Each write is a transaction of its own;
/// all throw Failure.
namespace spanwise::pg::records {

void write(Session &session, const ReplayRecord &replay);
void write(Session &session, const AlertRecord &alert);
/// origin tells the Spanwises of a team apart: each keeps what it measured itself.
void write(Session &session, const MetricChanges &changes, std::int64_t origin);

std::vector<ReplayRecord> replaysOf(Session &session, TraceId original);
std::vector<ReplayRecord> recentReplays(Session &session, std::uint32_t limit);
std::vector<AlertRecord> alerts(Session &session, std::uint32_t limit);
std::vector<MetricRow> metrics(Session &session, TimeWindow window, Duration resolution, std::int64_t origin);
std::vector<ExemplarRow> exemplars(Session &session, const ExemplarRequest &request);
std::vector<ExemplarRow> exemplarsOf(Session &session, TraceId trace, std::uint32_t limit);
std::vector<bool> knownPoints(Session &session, std::span<const RecordedPoint> points, std::int64_t origin);
Sightings sightings(Session &session, std::uint64_t document, std::uint32_t limit);

} // namespace spanwise::pg::records
