// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace spanwise {

/// What became of a provider's spans. ended == exported + failed + dropped* + those still waiting.
struct TracerCounters
{
    std::uint64_t started = 0;       ///< recorded spans
    std::uint64_t notSampled = 0;    ///< spans that the sampler left out
    std::uint64_t ended = 0;         ///< recorded spans that ended
    std::uint64_t exported = 0;      ///< taken by the exporter
    std::uint64_t failed = 0;        ///< refused by the exporter
    std::uint64_t droppedFull = 0;   ///< the queue was full
    std::uint64_t droppedLate = 0;   ///< ended after shutdown
    std::uint64_t droppedMemory = 0; ///< no memory for the span

    friend bool operator==(const TracerCounters &, const TracerCounters &) = default;
};

} // namespace spanwise
