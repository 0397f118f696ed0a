// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace spanwise {

/// The bytes that all requests in flight may hold together. Any thread.
class Budget
{
public:
    explicit Budget(std::size_t maxBytes)
        : m_maxBytes(maxBytes)
    {
    }

    bool tryTake(std::size_t bytes) noexcept
    {
        std::size_t taken = m_taken.load(std::memory_order_relaxed);
        do {
            if (bytes > m_maxBytes - taken)
                return false;
        } while (!m_taken.compare_exchange_weak(taken, taken + bytes, std::memory_order_relaxed));
        return true;
    }
    void giveBack(std::size_t bytes) noexcept { m_taken.fetch_sub(bytes, std::memory_order_relaxed); }
    std::size_t taken() const noexcept { return m_taken.load(std::memory_order_relaxed); }

private:
    const std::size_t m_maxBytes;
    std::atomic<std::size_t> m_taken{0};
};

/// One request's share of a budget, given back when it ends. Moved along with the request.
class Charge
{
public:
    Charge() = default;
    explicit Charge(std::shared_ptr<Budget> budget)
        : m_budget(std::move(budget))
    {
    }
    Charge(Charge &&other) noexcept
        : m_budget(std::move(other.m_budget))
        , m_bytes(std::exchange(other.m_bytes, 0))
    {
    }
    Charge &operator=(Charge &&other) noexcept
    {
        release();
        m_budget = std::move(other.m_budget);
        m_bytes = std::exchange(other.m_bytes, 0);
        return *this;
    }
    Charge(const Charge &) = delete;
    Charge &operator=(const Charge &) = delete;
    ~Charge() { release(); }

    /// Raises the share to bytes in all; false when the budget has no room.
    bool raiseTo(std::size_t bytes) noexcept
    {
        if (bytes <= m_bytes)
            return true;
        if (!m_budget || !m_budget->tryTake(bytes - m_bytes))
            return false;
        m_bytes = bytes;
        return true;
    }
    std::size_t bytes() const noexcept { return m_bytes; }

private:
    void release() noexcept
    {
        if (m_budget)
            m_budget->giveBack(m_bytes);
        m_bytes = 0;
    }

    std::shared_ptr<Budget> m_budget;
    std::size_t m_bytes = 0;
};

} // namespace spanwise
