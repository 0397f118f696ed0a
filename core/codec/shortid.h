// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// An id from hex that may be shorter than it should be: Zipkin's and Jaeger's older clients print 64-bit
/// trace ids, and leave leading zeros out (protocols.md 4.5, 6). Filled up with zeros on the left. nullopt:
/// empty, too long, not hex.
template<class Id>
std::optional<Id> idFromShortHex(std::string_view hex)
{
    if (hex.empty() || hex.size() > 2 * Id::byteCount)
        return std::nullopt;
    std::array<char, 2 * Id::byteCount> padded;
    padded.fill('0');
    std::ranges::copy(hex, padded.end() - static_cast<std::ptrdiff_t>(hex.size()));
    return Id::fromHex({padded.data(), padded.size()});
}

/// The low 64 bits of an id, big-endian as ids are printed; the rest is zero.
template<class Id>
Id idFromNumber(std::uint64_t number, std::uint64_t high = 0)
{
    std::array<std::uint8_t, Id::byteCount> bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[Id::byteCount - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
        if constexpr (Id::byteCount == 16)
            bytes[7 - i] = static_cast<std::uint8_t>(high >> (8 * i));
    }
    return Id(std::span<const std::uint8_t, Id::byteCount>(bytes));
}

/// 8 bytes of an id from byte at on, as a big-endian number.
template<class Id>
std::uint64_t numberFromId(const Id &id, std::size_t at)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i)
        number = number << 8U | id.bytes()[at + i];
    return number;
}

} // namespace spanwise
