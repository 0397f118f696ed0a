// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace spanwise {

/// Appends numbers and text to a buffer: LEB128 varints, zigzag for signed numbers, little-endian doubles.
class ByteWriter
{
public:
    void byte(std::uint8_t value) { m_out.push_back(static_cast<char>(value)); }
    void varint(std::uint64_t value)
    {
        if (value < 0x80)
            return byte(static_cast<std::uint8_t>(value)); // nearly all of them
        char encoded[10];
        std::size_t size = 0;
        for (; value >= 0x80; value >>= 7U)
            encoded[size++] = static_cast<char>(value | 0x80U);
        encoded[size++] = static_cast<char>(value);
        m_out.append(encoded, size);
    }
    void zigzag(std::int64_t value)
    {
        varint((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U));
    }
    void real(double value)
    {
        static_assert(std::endian::native == std::endian::little);
        raw({reinterpret_cast<const char *>(&value), sizeof value});
    }
    void raw(std::string_view bytes) { m_out.append(bytes); }
    void text(std::string_view bytes)
    {
        varint(bytes.size());
        raw(bytes);
    }

    const std::string &bytes() const noexcept { return m_out; }
    std::size_t size() const noexcept { return m_out.size(); }
    void clear() noexcept { m_out.clear(); }
    /// clear(), and room of more than so many bytes is given back.
    void clear(std::size_t mostKept)
    {
        if (m_out.capacity() > mostKept)
            m_out = {};
        m_out.clear();
    }
    std::string take() { return std::move(m_out); }
    void swap(ByteWriter &other) noexcept { m_out.swap(other.m_out); }

private:
    std::string m_out;
};

/// Reads the same. Past the end, or on a malformed number, every further read gives zero and failed() stays
/// true, so that a caller checks once at the end; count() keeps damaged lengths from asking for memory.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes)
        : m_left(bytes)
    {
    }

    std::uint8_t byte()
    {
        const std::string_view one = raw(1);
        return one.empty() ? std::uint8_t(0) : static_cast<std::uint8_t>(one.front());
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint8_t next = byte();
            value |= static_cast<std::uint64_t>(next & 0x7fU) << shift;
            if (next < 0x80)
                return value;
        }
        fail();
        return 0;
    }
    std::int64_t zigzag()
    {
        const std::uint64_t value = varint();
        return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
    }
    double real()
    {
        double value = 0;
        const std::string_view bytes = raw(sizeof value);
        if (!m_failed)
            std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string_view raw(std::size_t size)
    {
        if (size > m_left.size()) {
            fail();
            return {};
        }
        const std::string_view taken = m_left.substr(0, size);
        m_left.remove_prefix(size);
        return taken;
    }
    std::string_view text() { return raw(static_cast<std::size_t>(varint())); }
    /// A number of items that follow, each of at least one byte.
    std::size_t count()
    {
        const std::uint64_t value = varint();
        if (value > m_left.size())
            fail();
        return m_failed ? 0 : static_cast<std::size_t>(value);
    }

    void fail() noexcept
    {
        m_failed = true;
        m_left = {};
    }
    bool failed() const noexcept { return m_failed; }
    bool atEnd() const noexcept { return m_left.empty(); }

private:
    std::string_view m_left;
    bool m_failed = false;
};

} // namespace spanwise
