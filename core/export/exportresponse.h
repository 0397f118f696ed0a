// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// ExportTraceServiceResponse.partial_success; both empty for a full success (protocols.md 2.1).
struct PartialSuccess
{
    std::uint64_t rejectedSpans = 0;
    std::string message;
};

/// Of a protobuf body; a damaged one counts as full success, since the receiver said 200.
PartialSuccess partialSuccessOf(std::string_view body);

/// The message of a google.rpc.Status in protobuf; other bodies as they are when they are short text, else
/// empty.
std::string errorMessageOf(std::string_view contentType, std::string_view body);

} // namespace spanwise
