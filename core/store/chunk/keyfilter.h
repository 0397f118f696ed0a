// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#define XXH_INLINE_ALL // 16 bytes: a call would cost more than the hash
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace spanwise {

/// Says of a key that it was certainly not added, or that it may have been: a Bloom filter whose bits for one
/// key lie in one line of the processor's cache. Up to capacity() keys, one in 80 that was not added may have
/// been; beyond, more. 10 bits a key.
class KeyFilter
{
public:
    explicit KeyFilter(std::size_t capacity)
        : m_capacity(capacity)
        , m_lines(std::max<std::size_t>(1, capacity * 10 / 512))
    {
    }

    std::size_t capacity() const noexcept { return m_capacity; }

    void add(std::string_view key)
    {
        const std::uint64_t hash = hashOf(key);
        Line &line = m_lines[lineOf(hash)];
        forEachBit(hash, [&](unsigned bit) { line[bit / 64] |= std::uint64_t(1) << bit % 64; });
    }

    bool mayHave(std::string_view key) const
    {
        const std::uint64_t hash = hashOf(key);
        const Line &line = m_lines[lineOf(hash)];
        bool all = true;
        forEachBit(hash, [&](unsigned bit) { all = all && (line[bit / 64] >> bit % 64 & 1U) != 0; });
        return all;
    }

private:
    struct alignas(64) Line : std::array<std::uint64_t, 8>
    {
    };

    static std::uint64_t hashOf(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }
    std::size_t lineOf(std::uint64_t hash) const
    {
        return static_cast<std::size_t>((hash >> 32U) * m_lines.size() >> 32U);
    }

    template<class Visit>
    static void forEachBit(std::uint64_t hash, Visit visit)
    {
        std::uint64_t bits = hash * 0x9e3779b97f4a7c15U; // the upper half of hash has chosen the line
        for (int i = 0; i < 6; ++i, bits = std::rotl(bits, 9))
            visit(static_cast<unsigned>(bits >> 55U));
    }

    std::size_t m_capacity;
    std::vector<Line> m_lines;
};

} // namespace spanwise
