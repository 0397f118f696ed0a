// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace spanwise {

/// The span ids of one trace: about 16 bytes each instead of a node each.
class SpanIdSet
{
public:
    /// False when it was there before.
    bool insert(SpanId id)
    {
        const std::uint64_t key = keyOf(id);
        if (key == 0)
            return !std::exchange(m_hasZero, true);
        if ((m_size + 1) * 2 > m_slots.size())
            grow();
        return place(key);
    }

    std::size_t size() const noexcept { return m_size + (m_hasZero ? 1 : 0); }
    std::size_t byteCount() const noexcept { return m_slots.capacity() * sizeof(std::uint64_t); }

private:
    static std::uint64_t keyOf(SpanId id)
    {
        std::uint64_t key = 0;
        std::memcpy(&key, id.bytes().data(), sizeof key);
        return key;
    }

    bool place(std::uint64_t key)
    {
        // Ids are random by specification, but some tracers count: every bit must reach the low ones
        // (SplitMix64's mixer).
        std::uint64_t hash = (key ^ (key >> 30U)) * 0xbf58476d1ce4e5b9U;
        hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
        for (std::size_t at = hash ^ (hash >> 31U);; ++at) {
            std::uint64_t &slot = m_slots[at & (m_slots.size() - 1)];
            if (slot == key)
                return false;
            if (slot == 0) {
                slot = key;
                ++m_size;
                return true;
            }
        }
    }

    void grow()
    {
        const std::vector<std::uint64_t> old = std::move(m_slots);
        m_slots.assign(old.empty() ? 16 : old.size() * 2, 0);
        m_size = 0;
        for (const std::uint64_t key : old) {
            if (key != 0)
                place(key);
        }
    }

    std::vector<std::uint64_t> m_slots; // a power of two, at most half full; 0 is free
    std::size_t m_size = 0;
    bool m_hasZero = false;
};

} // namespace spanwise
