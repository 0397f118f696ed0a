// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <random>

namespace spanwise {

/// xoshiro256++ (Blackman and Vigna), seeded from the operating system. For ids: fast and well spread, not
/// secret.
class Random
{
public:
    Random() { reseed(); }

    void reseed()
    {
        std::random_device device;
        for (std::uint64_t &word : m_state)
            word = (static_cast<std::uint64_t>(device()) << 32U) | device();
        m_state[0] |= 1U; // the all-zero state never leaves itself
    }

    std::uint64_t next() noexcept
    {
        const std::uint64_t result = std::rotl(m_state[0] + m_state[3], 23) + m_state[0];
        const std::uint64_t shifted = m_state[1] << 17U;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }

private:
    std::uint64_t m_state[4]{};
};

} // namespace spanwise
