// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"
#include "core/codec/memorymeter.h"

#include <string>
#include <string_view>

namespace spanwise {

/// OTLP in protobuf: the export request of a signal and its TracesData, LogsData or MetricsData, which look
/// the same (protocols.md 1.3 to 1.6).
///
/// Pure functions, any thread, never throw. The decoder takes over the body: text stays where it was received
/// and is viewed, only invalid UTF-8 is copied (with U+FFFD in place of what is wrong). Field 1000 of proto
/// 0.15-0.18, the deprecated status code, the integer metrics and labels of old protos are understood.
/// Unknown fields are skipped. Code::InvalidInput with the byte position when the structure is damaged; an
/// empty body is an empty batch. Code::Busy when guard refuses what comes out of it.
Result<DecodedBatch> decodeOtlpProtobuf(std::string body, Signal signal = Signal::Traces,
                                        const MemoryGuard &guard = {});

/// What a body without a path to tell it holds, by the shape of its first item; Traces when it has none.
/// Needs the body as far as the end of that item only.
Signal signalOfProtobuf(std::string_view body);

/// One signal of the batch as its export request. Items are grouped by resource and scope and keep their
/// order within a group; resources and scopes without items of the signal are left out.
std::string encodeOtlpProtobuf(const TelemetryBatch &batch, Signal signal = Signal::Traces);

} // namespace spanwise
