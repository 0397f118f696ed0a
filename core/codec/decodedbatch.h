// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/memorymeter.h"
#include "core/model/batch.h"
#include "core/model/signal.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// What was left out of one signal of a body, and why.
struct Rejected
{
    std::uint64_t count = 0;
    std::string firstReason; ///< phrased for the sender; with a count of 0 a warning: something was repaired
                             ///< or left empty
};

/// What a decoder made of one body: everything that could be understood, and what could not.
///
/// A span, log record or data point that is wrong by itself (an id of the wrong length, say) is left out and
/// counted, its neighbours stay: OTLP's partial success.
struct DecodedBatch
{
    TelemetryBatch batch;
    Rejected rejectedSpans{};
    Rejected rejectedLogs{};
    Rejected rejectedPoints{};
    const MemoryGuard *guard = nullptr; ///< while it is being decoded

    Rejected &rejected(Signal signal) noexcept
    {
        return signal == Signal::Traces ? rejectedSpans
               : signal == Signal::Logs ? rejectedLogs
                                        : rejectedPoints;
    }
    const Rejected &rejected(Signal signal) const noexcept
    {
        return signal == Signal::Traces ? rejectedSpans
               : signal == Signal::Logs ? rejectedLogs
                                        : rejectedPoints;
    }
};

/// Adds everything that from holds and what was left out of it.
void append(DecodedBatch &into, DecodedBatch from);

} // namespace spanwise
