// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace spanwise {

// A service that knows 64 bits of a trace id of 128 sends the low half (B3, Datadog). A half and a whole that
// ends with it are two ids of one trace.

/// Whether it has no high half.
inline bool isHalfId(TraceId id)
{
    return std::ranges::all_of(id.bytes().first<TraceId::byteCount / 2>(),
                               [](std::uint8_t byte) { return byte == 0; });
}

/// The low half alone.
inline TraceId halfOf(TraceId id)
{
    constexpr std::size_t half = TraceId::byteCount / 2;
    std::array<std::uint8_t, TraceId::byteCount> bytes{};
    std::ranges::copy(id.bytes().last<half>(), bytes.begin() + half);
    return TraceId(bytes);
}

} // namespace spanwise
