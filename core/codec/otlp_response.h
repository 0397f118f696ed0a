// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/signal.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// The two encodings that OTLP has; an answer uses the request's.
enum class OtlpEncoding : std::uint8_t { Protobuf, Json };

/// The export response of a signal's service (protocols.md 1.6 and 2.1). Nothing rejected and no message is
/// full success: an empty body in protobuf, {} in JSON. Nothing rejected with a message is a warning.
std::string encodeExportResponse(OtlpEncoding encoding, Signal signal, std::uint64_t rejected,
                                 std::string_view message);

/// google.rpc.Status, the body of every error. code is a gRPC status number (protocols.md 2.4).
std::string encodeRpcStatus(OtlpEncoding encoding, int code, std::string_view message);

} // namespace spanwise
