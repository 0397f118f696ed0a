// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace spanwise {

class SpanRecord;

/// Ended spans on their way from one thread to the batching thread: one producer, one consumer, no lock.
///
/// The producer never meets a full ring: it holds a credit for each push, and there are no more credits than places.
class SpanRing
{
public:
    explicit SpanRing(std::size_t atLeast)
        : m_mask(std::bit_ceil(atLeast) - 1)
        , m_places(std::make_unique<SpanRecord *[]>(m_mask + 1))
    {
    }

    /// Producer only.
    void push(SpanRecord *record) noexcept
    {
        const std::uint64_t tail = m_tail.load(std::memory_order_relaxed);
        m_places[tail & m_mask] = record;
        m_tail.store(tail + 1, std::memory_order_release);
    }

    /// Consumer only; nullptr when empty.
    SpanRecord *pop() noexcept
    {
        const std::uint64_t head = m_head.load(std::memory_order_relaxed);
        if (head == m_tail.load(std::memory_order_acquire))
            return nullptr;
        SpanRecord *const record = m_places[head & m_mask];
        m_head.store(head + 1, std::memory_order_release);
        return record;
    }

private:
    const std::size_t m_mask;
    const std::unique_ptr<SpanRecord *[]> m_places;
    alignas(64) std::atomic<std::uint64_t> m_tail{0};
    alignas(64) std::atomic<std::uint64_t> m_head{0};
};

} // namespace spanwise
