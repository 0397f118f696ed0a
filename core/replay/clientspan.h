// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/replayrecord.h"
#include "core/replay/replayids.h"

#include <string>

namespace spanwise {

/// The span of the request that Spanwise itself made: the root of the replay's trace, linked to the original.
///
/// Service "spanwise", scope "spanwise.replay", kind client, HTTP's stable attributes. The link carries
/// spanwise.replay_of = true, which makes the trace a replay to everyone who reads it. It has no input.value,
/// so that it does not count as a query. originalSpan may be zero when the original's spans are gone.
TelemetryBatch clientSpanOf(const ReplayRecord &record, ReplayIds ids, SpanId originalSpan,
                            const std::string &method);

} // namespace spanwise
