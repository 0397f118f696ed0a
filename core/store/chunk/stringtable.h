// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#define XXH_INLINE_ALL // the strings are short: calls would cost more than hashing
#include <xxhash.h>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace spanwise {

/// Numbers distinct strings from 0 in the order of their first appearance. Views only: the strings outlive
/// the table. clear() keeps the memory, so that a table that is used for chunk after chunk does not allocate.
class StringTable
{
public:
    std::uint32_t intern(std::string_view text)
    {
        if (m_strings.size() * 2 >= m_slots.size())
            grow();
        const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
        for (std::size_t at = hash;; ++at) {
            Slot &slot = m_slots[at & (m_slots.size() - 1)];
            if (slot.round != m_round) {
                slot = {hash, m_round, static_cast<std::uint32_t>(m_strings.size())};
                m_strings.push_back(text);
                return slot.index;
            }
            if (slot.hash == hash && isSame(m_strings[slot.index], text))
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
        std::uint64_t hash = 0;
        std::uint32_t round = 0;
        std::uint32_t index = 0;
    };

    /// Keys and names of eight bytes and more in steps of eight, the last of which overlap: a call would cost
    /// more.
    static bool isSame(std::string_view left, std::string_view right) noexcept
    {
        constexpr std::size_t step = sizeof(std::uint64_t);
        if (left.size() != right.size())
            return false;
        if (left.size() < step || left.size() > 8 * step)
            return left == right;
        const auto differ = [&](std::size_t at) {
            std::uint64_t a = 0;
            std::uint64_t b = 0;
            std::memcpy(&a, left.data() + at, step);
            std::memcpy(&b, right.data() + at, step);
            return a ^ b;
        };
        std::uint64_t different = differ(left.size() - step);
        for (std::size_t at = 0; at + step < left.size(); at += step)
            different |= differ(at);
        return different == 0;
    }

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
