// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"

#include <string>

namespace spanwise {

/// The JSON of Jaeger's query API and of the downloads of its UI (protocols.md 4.5, 4.6). Pure functions, any
/// thread, never throw; a span that cannot be used is left out and counted.
///
/// What becomes of what Jaeger has and OpenTelemetry has not:
/// - The first CHILD_OF reference into the same trace (else parentSpanID) is the parent; other references are
/// links, with
///   the attribute opentracing.ref_type=child_of when they are no FOLLOWS_FROM.
/// - A process is a resource: serviceName is service.name, its tags the other attributes.
/// - Tags: error and otel.status_* make the status, otherwise http.status_code (5xx; 4xx of a client);
/// span.kind the kind;
///   otel.scope.* (otel.library.*) the scope; w3c.tracestate the trace state; otel.dropped_*_count the
///   dropped counts; otlp.link.N what a reference cannot carry of link N.
/// - A log is an event: its field event (else message) is the name. warnings are the attribute
/// @jaeger@warnings.
/// - A server span with the id of a client span of the trace is its shared half: see
/// core/model/sharedhalves.h.
/// - Ids that are no hex, as hand-written files have them, become hashes of their text.

/// The envelope {"data": [trace...]}, one trace object, or an array of them. An envelope of nothing but
/// errors is an error with their text. Lenient: short ids, null lists, missing types, numbers as text.
Result<DecodedBatch> decodeJaegerJson(std::string body);

/// The batch as the envelope of its traces, the reverse of the above.
///
/// Jaeger cannot carry: nanoseconds (cut to microseconds), an end before the begin, arrays and maps (they
/// become JSON text), empty values (empty text), flags beyond the lower 8 bits, schema URLs of resources,
/// attributes of a scope, dropped counts of resources, scopes and events, and the order of attributes.
/// Everything else comes back equal from decodeJaegerJson.
std::string encodeJaegerJson(const TelemetryBatch &batch);

/// The trace objects alone, separated by commas, so that a file can be written piece by piece. All spans of a
/// trace must be in one batch. Empty without spans.
std::string encodeJaegerItems(const TelemetryBatch &batch);

} // namespace spanwise
