// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// A query, or another trace, in one of whose steps a document turned up.
struct Sighting
{
    TraceId trace;
    Timestamp begin;        ///< of the trace
    std::string question;   ///< whole; the root's name when the trace is not a query
    std::string step;       ///< name of the span
    std::uint32_t rank = 0; ///< 1 is the best
    std::optional<double> score;

    friend bool operator==(const Sighting &, const Sighting &) = default;
};

/// Where a document was seen.
struct Sightings
{
    std::uint64_t traces = 0; ///< in how many traces, counted up to countLimit
    std::vector<Sighting>
        newest; ///< of the traces that arrived last, in their order; within a trace by step and rank

    static constexpr std::uint64_t countLimit = 100'000;
};

} // namespace spanwise
