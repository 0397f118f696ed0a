// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/receive/pull/foundtraces.h"
#include "core/receive/pull/remotesearch.h"

#include <set>

namespace spanwise {

/// Which traces of a batch have one span that is of the service and operation and carries every tag of a
/// search: for back ends that give more than they were asked for. Times and durations are left to the back
/// end.
class MatchingTraces
{
public:
    MatchingTraces(const TelemetryBatch &batch, const RemoteSearch &search);
    bool contains(TraceId id) const { return m_ids.contains(id); }

private:
    std::set<TraceId> m_ids;
};

/// Newest first, at most limit, and a note when that left some out or may have.
void sortAndCut(FoundTraces &found, std::uint32_t limit);

} // namespace spanwise
