// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>

namespace spanwise::demo {

/// Chance, shared by threads. Equal seeds give equal sequences.
class Dice
{
public:
    explicit Dice(std::uint64_t seed)
        : m_random(seed)
    {
    }

    /// True in a share of all calls; never for 0, always for 1.
    bool happens(double share)
    {
        const std::lock_guard lock(m_mutex);
        return std::uniform_real_distribution<>(0, 1)(m_random) < share;
    }

    /// 0 .. count - 1.
    std::size_t pick(std::size_t count)
    {
        const std::lock_guard lock(m_mutex);
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(m_random);
    }

    /// A factor around 1 as real durations vary: never far below, sometimes far above.
    double stretch(double spread)
    {
        const std::lock_guard lock(m_mutex);
        return std::lognormal_distribution<>(0, spread)(m_random);
    }

private:
    std::mutex m_mutex;
    std::mt19937_64 m_random; // guarded by m_mutex
};

} // namespace spanwise::demo
