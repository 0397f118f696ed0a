// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#define XXH_INLINE_ALL // the strings are short: calls would cost more than hashing
#include <xxhash.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace spanwise {

/// Numbers distinct strings from 0 in the order of their first appearance. Views only: the strings outlive the table.
/// clear() keeps the memory, so that a table that is used for chunk after chunk does not allocate.
class StringTable
{
public:
    std::uint32_t intern(std::string_view text)
    {
        if (m_strings.size() * 2 >= m_slots.size())
            grow();
        for (std::size_t at = XXH3_64bits(text.data(), text.size());; ++at) {
            Slot &slot = m_slots[at & (m_slots.size() - 1)];
            if (slot.round != m_round) {
                slot = {m_round, static_cast<std::uint32_t>(m_strings.size())};
                m_strings.push_back(text);
                return slot.index;
            }
            if (m_strings[slot.index] == text)
                return slot.index;
        }
    }

    const std::vector<std::string_view> &strings() const noexcept { return m_strings; }

    void clear()
    {
        m_strings.clear();
        if (++m_round == 0) { // after 2^32 rounds an old slot would look fresh
            m_slots.assign(m_slots.size(), {});
            m_round = 1;
        }
    }

private:
    struct Slot
    {
        std::uint32_t round = 0;
        std::uint32_t index = 0;
    };

    void grow()
    {
        const std::vector<std::string_view> strings = std::move(m_strings);
        m_strings.clear();
        m_slots.assign(m_slots.empty() ? 256 : m_slots.size() * 2, {});
        m_strings.reserve(m_slots.size() / 2);
        for (const std::string_view text : strings)
            intern(text);
    }

    std::vector<std::string_view> m_strings;
    std::vector<Slot> m_slots; // a power of two, at most half full; a slot of an earlier round is free
    std::uint32_t m_round = 1;
};

} // namespace spanwise
