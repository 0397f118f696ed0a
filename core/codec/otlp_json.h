// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"
#include "core/codec/memorymeter.h"

#include <string>
#include <string_view>

namespace spanwise {

/// OTLP in JSON (protocols.md 2.2: hex ids, 64-bit numbers as strings), any of its signals in one document.
///
/// Pure functions, any thread, never throw. The decoder takes over the body: text without escapes is viewed
/// where it was received. It is as lenient as the field requires: numbers or strings for 64-bit values, enum
/// names, snake_case keys, null for absent, unknown keys, the names of old protos
/// (instrumentationLibrarySpans, logs, intGauge, labels), base64 ids as Tempo writes them, invalid UTF-8 and
/// lone surrogates (repaired). It reads the wrappers of back ends as well: Jaeger's {"result":{...}}, Tempo's
/// {"trace":{...}} and {"batches":[...]}. Code::InvalidInput with the byte position when the JSON is broken
/// or is not an object. Code::Busy when guard refuses what comes out of it.
Result<DecodedBatch> decodeOtlpJson(std::string body, const MemoryGuard &guard = {});

/// Several such documents one after the other, as Jaeger's gateway streams them, or as JSON lines: all in one
/// batch.
Result<DecodedBatch> decodeOtlpJsonSequence(std::string_view body);

/// The batch as one object on one line, with a list for each signal that it holds (resourceSpans when it
/// holds nothing), each exactly as the specification writes it. Items are grouped by resource and scope and
/// keep their order within a group.
std::string encodeOtlpJson(const TelemetryBatch &batch);

} // namespace spanwise
