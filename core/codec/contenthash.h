// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <cstdint>
#include <string_view>

namespace spanwise {

/// Ids for what has none: from the content, so that the same content has the same id whenever it is read.
/// Never zero.
TraceId contentTraceId(std::string_view content) noexcept;

/// The id of part number of the trace that such an id names.
SpanId contentSpanId(const TraceId &trace, std::uint64_t number) noexcept;

} // namespace spanwise
