// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"

#include <string>

namespace spanwise {

/// OTLP traces in protobuf: ExportTraceServiceRequest and TracesData, which look the same (protocols.md 1.3).
///
/// Pure functions, any thread, never throw. The decoder takes over the body: text stays where it was received and
/// is viewed, only invalid UTF-8 is copied (with U+FFFD in place of what is wrong). Field 1000 of proto 0.15-0.18 and
/// the deprecated status code are understood. Unknown fields are skipped.
/// Code::InvalidInput with the byte position when the structure is damaged; an empty body is an empty batch.
Result<DecodedBatch> decodeOtlpProtobuf(std::string body);

/// The batch as ExportTraceServiceRequest. Spans are grouped by resource and scope and keep their order within a
/// group; resources and scopes without spans are left out.
std::string encodeOtlpProtobuf(const TelemetryBatch &batch);

} // namespace spanwise
