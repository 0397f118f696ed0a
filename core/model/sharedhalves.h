// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"

namespace spanwise {

/// Zipkin lets the server half of a call re-use the client's span id (protocols.md 6, "shared"). Here a span
/// has one id, so the server half gets one that follows from the trace and the shared id: whichever half
/// comes first, in whichever request, both are kept, a redelivery is recognised, and the server half is a
/// child of the client half.
SpanId sharedServerId(const TraceId &trace, const SpanId &shared) noexcept;

/// Whether span is such a server half: its id is the one that follows from its parent's.
bool isSharedServerHalf(const Span &span) noexcept;

/// Moves children from the client half to the server half where they belong: when they are of the server
/// half's service and that is not the client's, or when no client half is here. A child cannot know the
/// server half's id when it is sent, so this is asked of a decoded body and again of a trace when all of it
/// is at hand. Repeating it changes nothing. O(spans), a hash of 16 bytes each when nothing is shared.
void adoptSharedHalves(TelemetryBatch &batch);

} // namespace spanwise
