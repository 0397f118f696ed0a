// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// What a trace decoder made of one body: everything that could be understood, and what could not.
///
/// A span that is wrong by itself (an id of the wrong length, say) is left out and counted, its neighbours stay:
/// OTLP's partial success. firstReason with rejectedSpans == 0 is a warning: something was repaired or left
/// empty, but every span is here.
struct DecodedTraces
{
    TelemetryBatch batch;
    std::uint64_t rejectedSpans = 0;
    std::string firstReason; ///< why the first one was rejected, phrased for the sender
};

} // namespace spanwise
