// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spanwise {

/// An opaque identifier of exactly N bytes.
///
/// The tag keeps identifiers of equal width apart: a SpanId cannot be passed
/// where another 8-byte id is expected. The all-zero value means "absent".
template<class Tag, std::size_t N>
class OpaqueId
{
public:
    static constexpr std::size_t byteCount = N;

    constexpr OpaqueId() noexcept = default;
    explicit constexpr OpaqueId(std::span<const std::uint8_t, N> bytes) noexcept
    {
        std::copy(bytes.begin(), bytes.end(), m_bytes.begin());
    }

    /// Accepts exactly 2*N hex digits in either case; anything else is nullopt.
    static constexpr std::optional<OpaqueId> fromHex(std::string_view hex) noexcept
    {
        if (hex.size() != 2 * N)
            return std::nullopt;
        OpaqueId id;
        for (std::size_t i = 0; i < N; ++i) {
            const int high = digit(hex[2 * i]);
            const int low = digit(hex[2 * i + 1]);
            if (high < 0 || low < 0)
                return std::nullopt;
            id.m_bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
        }
        return id;
    }

    std::string toHex() const
    {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string hex;
        hex.reserve(2 * N);
        for (const std::uint8_t byte : m_bytes) {
            hex.push_back(digits[byte >> 4]);
            hex.push_back(digits[byte & 0x0f]);
        }
        return hex;
    }

    constexpr std::span<const std::uint8_t, N> bytes() const noexcept { return m_bytes; }
    constexpr explicit operator bool() const noexcept { return *this != OpaqueId{}; }
    friend constexpr auto operator<=>(const OpaqueId &, const OpaqueId &) noexcept = default;

private:
    static constexpr int digit(char c) noexcept
    {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
            return c - 'A' + 10;
        return -1;
    }

    std::array<std::uint8_t, N> m_bytes{};
};

using TraceId = OpaqueId<struct TraceIdTag, 16>;
using SpanId = OpaqueId<struct SpanIdTag, 8>;

} // namespace spanwise

template<class Tag, std::size_t N>
struct std::hash<spanwise::OpaqueId<Tag, N>>
{
    std::size_t operator()(const spanwise::OpaqueId<Tag, N> &id) const noexcept
    {
        // Ids are random by specification, so their last bytes are a good hash.
        std::size_t value = 0;
        std::memcpy(&value, id.bytes().data() + N - sizeof value, sizeof value);
        return value;
    }
};
