// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace spanwise {

/// Where the characters that give JSON its shape stand in 64 bytes: a bit each, the lowest for the first
/// byte. A value.
struct JsonBlock
{
    static constexpr std::size_t byteCount = 64;

    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
    std::uint64_t opens = 0; ///< braces and brackets
    std::uint64_t closes = 0;
    std::uint64_t lineEnds = 0;

    /// Of the 64 bytes from here.
    static JsonBlock of(const char *bytes) noexcept;

    /// Takes off the quotes that a backslash stands before; isEscaped: one stands before the first byte, and
    /// afterwards, before the byte that follows.
    void dropEscapedQuotes(bool &isEscaped) noexcept;
    /// The bytes in strings, their opening quotes with them; inString: the first byte is in one that began
    /// earlier.
    std::uint64_t strings(bool inString) const noexcept;
};

inline JsonBlock JsonBlock::of(const char *bytes) noexcept
{
    JsonBlock block;
#ifdef __SSE2__
    constexpr std::size_t laneBytes = sizeof(__m128i);
    const __m128i lowerCase = _mm_set1_epi8(0x20); // makes a brace of a bracket
    for (std::size_t lane = 0; lane < byteCount; lane += laneBytes) {
        const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + lane));
        const __m128i folded = _mm_or_si128(here, lowerCase);
        const auto places = [lane](__m128i text, char wanted) {
            const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8(wanted)));
            return static_cast<std::uint64_t>(static_cast<unsigned>(mask)) << lane;
        };
        block.quotes |= places(here, '"');
        block.backslashes |= places(here, '\\');
        block.opens |= places(folded, '{');
        block.closes |= places(folded, '}');
        block.lineEnds |= places(here, '\n');
    }
#else
    for (std::size_t i = 0; i < byteCount; ++i) {
        const std::uint64_t bit = std::uint64_t(1) << i;
        const char c = bytes[i];
        block.quotes |= c == '"' ? bit : 0;
        block.backslashes |= c == '\\' ? bit : 0;
        block.opens |= c == '{' || c == '[' ? bit : 0;
        block.closes |= c == '}' || c == ']' ? bit : 0;
        block.lineEnds |= c == '\n' ? bit : 0;
    }
#endif
    return block;
}

inline void JsonBlock::dropEscapedQuotes(bool &isEscaped) noexcept
{
    std::uint64_t escaped = isEscaped ? 1 : 0;
    isEscaped = false;
    for (std::uint64_t left = backslashes & ~escaped; left != 0;) {
        const int at = std::countr_zero(left);
        isEscaped = at == static_cast<int>(byteCount) - 1;
        const std::uint64_t next = isEscaped ? 0 : std::uint64_t(2) << at;
        escaped |= next;
        left &= ~(std::uint64_t(1) << at | next);
    }
    quotes &= ~escaped;
}

inline std::uint64_t JsonBlock::strings(bool inString) const noexcept
{
    std::uint64_t inside = quotes; // each quote turns all bits from its own on
    for (const unsigned by : {1U, 2U, 4U, 8U, 16U, 32U})
        inside ^= inside << by;
    return inString ? ~inside : inside;
}

} // namespace spanwise
