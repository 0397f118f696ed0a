// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/record.h"
#include "core/tracing/spanring.h"

#include <atomic>
#include <cstdint>

namespace spanwise {

/// A number that one thread counts and any thread reads. Cheaper than an atomic increment.
class SingleWriterCounter
{
public:
    void add(std::uint64_t n = 1) noexcept
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    std::uint64_t get() const noexcept { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> m_value{0};
};

/// What one thread has at one provider: its ring, its credits in the common queue, its stock of records, its
/// counts.
///
/// Written by its thread, except where noted. When the thread ends another may take the slot over.
class ThreadSlot
{
public:
    explicit ThreadSlot(std::size_t maxQueueSize)
        : ring(maxQueueSize)
    {
    }

    SpanRing ring;            ///< this thread pushes, the batching thread consumes
    std::int64_t credits = 0; ///< places in the common queue that it may use without asking
    SpanRecord *stock = nullptr;
    std::int64_t openSpans = 0; ///< scoped spans that this thread started and has not ended
    bool free = false;          ///< its thread has ended; guarded by the core's mutex

    SingleWriterCounter started;
    SingleWriterCounter notSampled;
    SingleWriterCounter ended;
    SingleWriterCounter droppedFull;
    SingleWriterCounter droppedLate;
    SingleWriterCounter droppedMemory;
};

} // namespace spanwise
