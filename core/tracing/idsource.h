// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/tracing/random.h"

#include <array>
#include <bit>
#include <cstdint>

namespace spanwise {

/// Random ids for the spans of one thread, never all zero.
///
/// The next id is made when one is taken: an id is written in words and copied as a whole, and a copy right
/// after the writing would wait until the processor's store buffer has been emptied.
class IdSource
{
public:
    IdSource() { refill(); }

    /// For a forked child, which would otherwise repeat its parent's ids.
    void reseed()
    {
        m_random.reseed();
        refill();
    }

    TraceId takeTraceId() noexcept
    {
        const TraceId taken = m_traceId;
        m_traceId = TraceId(std::bit_cast<std::array<std::uint8_t, TraceId::byteCount>>(
            std::array<std::uint64_t, 2>{m_random.next(), nonZero()}));
        return taken;
    }

    SpanId takeSpanId() noexcept
    {
        const SpanId taken = m_spanId;
        m_spanId = SpanId(std::bit_cast<std::array<std::uint8_t, SpanId::byteCount>>(nonZero()));
        return taken;
    }

private:
    std::uint64_t nonZero() noexcept
    {
        std::uint64_t word = 0;
        do {
            word = m_random.next();
        } while (word == 0);
        return word;
    }

    void refill() noexcept
    {
        takeTraceId();
        takeSpanId();
    }

    Random m_random;
    TraceId m_traceId;
    SpanId m_spanId;
};

} // namespace spanwise
