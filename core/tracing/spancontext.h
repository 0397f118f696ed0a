// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/model/span.h"
#include "core/tracing/w3ctracestate.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace spanwise {

/// The part of a span that other spans and other processes refer to. A value; any thread.
struct SpanContext
{
    TraceId traceId;
    SpanId spanId;
    std::uint8_t flags = 0; ///< W3C trace flags: 0x01 sampled, 0x02 random trace id
    bool isRemote = false;  ///< came from another process
    W3cTraceState traceState{};

    bool isValid() const noexcept
    {
        // By words: comparing with an empty id reads in one piece what may just have been written in two.
        std::array<std::uint64_t, 3> words{};
        std::memcpy(words.data(), traceId.bytes().data(), TraceId::byteCount);
        std::memcpy(words.data() + 2, spanId.bytes().data(), SpanId::byteCount);
        return (words[0] | words[1]) != 0 && words[2] != 0;
    }
    bool isSampled() const noexcept { return (flags & spanflags::sampled) != 0; }

    friend bool operator==(const SpanContext &, const SpanContext &) noexcept = default;
};

} // namespace spanwise
