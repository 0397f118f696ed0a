// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/decodedbatch.h"
#include "core/receive/pull/exchange.h"
#include "core/receive/pull/pulledtrace.h"

namespace spanwise {

/// The bodies that back ends send for traces. Each fails, with the address in its message, when the body is
/// not of its format or breaks off.
Result<DecodedBatch> decodeApiV3Answer(const Exchange &exchange, ExchangeAnswer answer);
Result<DecodedBatch> decodeJaegerAnswer(const Exchange &exchange, ExchangeAnswer answer);
/// isNew: of /api/v2/traces, with the trace and what Tempo says about it in an envelope. notes: what is
/// missing.
Result<DecodedBatch> decodeTempoAnswer(const Exchange &exchange, ExchangeAnswer answer, bool isNew,
                                       std::vector<std::string> &notes);

/// What the decoder left out or repaired, as a note for the user.
void noteRejected(const DecodedBatch &decoded, std::vector<std::string> &notes);

Error notThere(const Exchange &exchange, TraceId id);

/// The trace out of what was decoded; Code::NotFound when no span of it is there.
Result<PulledTrace> wholeTrace(const Exchange &exchange, DecodedBatch decoded, TraceId id);

} // namespace spanwise
