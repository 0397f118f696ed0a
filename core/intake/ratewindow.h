// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace spanwise {

/// Events per second over the last second, from ten slots of 100 ms.
///
/// Forgets by itself: a second after the last add() the rate is exactly 0. Times must not go back. Not
/// thread-safe; every call costs at most ten additions.
class RateWindow
{
public:
    using Clock = std::chrono::steady_clock;

    void add(std::uint64_t count, Clock::time_point now)
    {
        const std::int64_t tick = tickOf(now);
        Slot &slot = m_slots[static_cast<std::size_t>(tick) % m_slots.size()];
        if (slot.tick != tick)
            slot = {.tick = tick, .count = 0};
        slot.count += count;
    }

    double perSecond(Clock::time_point now) const
    {
        const std::int64_t tick = tickOf(now);
        std::uint64_t sum = 0;
        for (const Slot &slot : m_slots)
            sum += slot.tick > tick - static_cast<std::int64_t>(m_slots.size()) && slot.tick <= tick
                       ? slot.count
                       : 0;
        return static_cast<double>(sum);
    }

private:
    struct Slot
    {
        std::int64_t tick = INT64_MIN;
        std::uint64_t count = 0;
    };

    static std::int64_t tickOf(Clock::time_point time)
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() / 100;
    }

    std::array<Slot, 10> m_slots;
};

} // namespace spanwise
