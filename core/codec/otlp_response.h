// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// The two encodings that OTLP has; an answer uses the request's.
enum class OtlpEncoding : std::uint8_t { Protobuf, Json };

/// ExportTraceServiceResponse (protocols.md 2.1). Nothing rejected and no message is full success: an empty body in
/// protobuf, {} in JSON. Nothing rejected with a message is a warning.
std::string encodeExportResponse(OtlpEncoding encoding, std::uint64_t rejectedSpans, std::string_view message);

/// google.rpc.Status, the body of every error. code is a gRPC status number (protocols.md 2.4).
std::string encodeRpcStatus(OtlpEncoding encoding, int code, std::string_view message);

} // namespace spanwise
