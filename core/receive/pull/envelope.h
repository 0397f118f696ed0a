// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// The JSON values of a text in which several stand one after the other, as a gateway that streams writes
/// them. Only brackets and strings are looked at. Code::Unreachable when the last one has no end: half of an
/// answer.
Result<std::vector<std::string_view>> jsonValues(std::string_view text);

/// The object or array at key of the object in json, as text; empty when there is none.
std::string memberText(std::string_view json, std::string_view key);

/// What Tempo puts around a trace in protobuf (TraceByIDResponse): trace = 1, status = 3, message = 4.
struct TempoEnvelope
{
    std::string trace;
    bool isPartial = false;
    std::string message;
};
Result<TempoEnvelope> openTempoEnvelope(std::string_view body);

} // namespace spanwise
