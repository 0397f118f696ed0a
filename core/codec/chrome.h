// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"

#include <string>

namespace spanwise {

/// Chrome's trace-event JSON (protocols.md 7), as browsers, Perfetto, bundlers, compilers and many profilers
/// write it.
///
/// A file is one trace; its id is a hash of the bytes and the span ids follow from it, so a file read twice
/// is the same trace. A process is a resource (service.name from process_name), a thread the attributes
/// thread.id and thread.name. Slices (B/E, X), nestable and legacy async events (b/e, S/F) are spans, with
/// the enclosing slice of their thread or group as parent; instants (i, I, R, n, T, p) are events of the
/// slice around them, or spans without length where there is none; counters (C) are data points; flows
/// (s/t/f, bind_id) are links from the later to the earlier slice; cat is the attribute chrome.category, args
/// are attributes by their names, tts and tdur the attributes chrome.tts and chrome.tdur. What began and
/// never ended lasts until the end of its group and has the attribute chrome.incomplete. Object, memory,
/// sample and clock events (N O D v V P c and parentheses), an E without its B and unknown phases say nothing
/// about a trace: they are left out and counted as rejected. Metadata other than names is for display and
/// ignored.
///
/// Times are microseconds of an arbitrary clock. A file whose first event lies before the year 2000 is moved
/// so that this event falls on base. A missing bracket, a trailing comma and a last event that breaks off are
/// tolerated. Pure, any thread, never throws. Code::InvalidInput when it is neither an array nor has
/// traceEvents.
Result<DecodedBatch> decodeChromeTrace(std::string body, Timestamp base);

} // namespace spanwise
