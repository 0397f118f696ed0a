// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>

namespace spanwise {

/// Everything a list says about a trace, so that lists never touch spans.
///
/// Kept up to date with every batch that adds to the trace; while the root has not arrived, service and
/// rootName are those of the earliest span seen.
struct TraceSummary
{
    TraceId id;
    TimeWindow time; ///< from the earliest begin to the latest end
    std::string service;
    std::string rootName;
    std::string question; ///< whole; empty when the trace is not a query
    std::string pipeline;
    std::uint32_t spanCount = 0;
    std::uint32_t errorCount = 0; ///< spans that failed
    std::uint32_t stepCount = 0;  ///< spans whose StepKind is not Other
    bool hasRoot = false;
    bool failed = false; ///< the entry span failed
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    double costUsd = 0;
    std::optional<double> hallucination;
    std::optional<bool> cacheHit;
    TraceId replayOf;
    bool pinned = false; ///< by the user: retention leaves it

    friend bool operator==(const TraceSummary &, const TraceSummary &) = default;
};

} // namespace spanwise
