// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/comparison.h"
#include "core/base/result.h"
#include "core/model/replayrecord.h"

#include <stop_token>

namespace spanwise {

class StoreReader;

/// Everything there is to say about one replay.
struct ReplayResult
{
    ReplayRecord record;
    SavedQuery query;
    bool hasBaselineTrace = false; ///< retention may have removed it
    bool hasReplayTrace = false;   ///< spans of the pipeline arrived
    ReplayComparison comparison;   ///< of what is there
};

/// Reads both traces and compares them. Blocks on the store: not for the GUI thread. Fails when the store
/// cannot be read, not when a trace is missing.
Result<ReplayResult> loadResult(const StoreReader &store, const ReplayRecord &record,
                                std::stop_token stop = {});

} // namespace spanwise
