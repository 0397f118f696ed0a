// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"

#include <string>

namespace spanwise {

/// Zipkin v2 (protocols.md 6). Pure functions, any thread, never throw; a span that cannot be used is left
/// out and counted.
///
/// What becomes of what Zipkin has and OpenTelemetry has not:
/// - A server half that shares its client's id (shared, or CLIENT and SERVER with one id in a body) gets an
/// id of its own,
///   see core/model/sharedhalves.h, and becomes the client half's child. It counts as remote.
/// - Pieces of one span in one body are merged: the earliest start, the longest duration, all tags and
/// annotations.
/// - A span without a timestamp starts with its first annotation, else with the earliest span of its trace in
/// the body, and
///   says so in the attribute otel.zipkin.absentField.startTime.
/// - localEndpoint.serviceName is service.name; remoteEndpoint is peer.service, net.peer.ip, net.peer.port;
/// the address of
///   localEndpoint is net.host.ip, net.host.port; debug is the attribute zipkin.debug.
/// - Tags: error and otel.status_* make the status, otel.scope.* (otel.library.*) the scope, w3c.tracestate
/// the trace state,
///   otel.dropped_*_count the dropped counts,
///   span.kind=internal the kind, otlp.link.N the links; tags whose key belongs to a resource by
///   OpenTelemetry's conventions (service., telemetry., host., process., k8s., ...) or is named by
///   spanwise.resource.keys go there.
/// - An annotation "name|{json}|dropped", as OpenTelemetry's Collector writes events, is read back as such.

/// An array of spans, an array of such arrays, or one span. Lenient: short ids, numbers as text, null for
/// absent.
Result<DecodedBatch> decodeZipkinJson(std::string body);
/// zipkin.proto3.ListOfSpans.
Result<DecodedBatch> decodeZipkinProtobuf(std::string body);

/// The batch as an array of Zipkin v2 spans, the reverse of the above.
///
/// Zipkin cannot carry: nanoseconds (cut to microseconds, at least one), types of attributes (all become
/// text: arrays and maps as JSON, bytes as base64), flags, schema URLs and dropped counts of resources,
/// attributes of a scope and the order of attributes. Everything else comes back equal from decodeZipkinJson.
std::string encodeZipkinJson(const TelemetryBatch &batch);

/// The same without the surrounding brackets, so that a file can be written piece by piece. Empty without
/// spans.
std::string encodeZipkinItems(const TelemetryBatch &batch);

} // namespace spanwise
