// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <string_view>

namespace spanwise {

struct Attribute;

/// OpenTelemetry's AnyValue as a 16-byte view: text, arrays and maps point into the arena of their batch.
///
/// Source: opentelemetry.proto.common.v1. Text is UTF-8; Bytes are opaque. A copy is a copy of the view.
class Value
{
public:
    enum class Type : std::uint8_t { Empty, String, Bool, Int, Double, Array, Map, Bytes };

    constexpr Value() noexcept
        : m_int(0)
        , m_size(0)
        , m_type(Type::Empty)
    {
    }
    static constexpr Value ofString(std::string_view text) noexcept { return ofText(text, Type::String); }
    static constexpr Value ofBytes(std::string_view bytes) noexcept { return ofText(bytes, Type::Bytes); }
    static constexpr Value ofBool(bool value) noexcept
    {
        Value v;
        v.m_int = value ? 1 : 0;
        v.m_type = Type::Bool;
        return v;
    }
    static constexpr Value ofInt(std::int64_t value) noexcept
    {
        Value v;
        v.m_int = value;
        v.m_type = Type::Int;
        return v;
    }
    static constexpr Value ofDouble(double value) noexcept
    {
        Value v;
        v.m_double = value;
        v.m_type = Type::Double;
        return v;
    }
    static constexpr Value ofArray(std::span<const Value> items) noexcept
    {
        Value v;
        v.m_items = items.data();
        v.m_size = static_cast<std::uint32_t>(items.size());
        v.m_type = Type::Array;
        return v;
    }
    static Value ofMap(std::span<const Attribute> entries) noexcept;

    constexpr Type type() const noexcept { return m_type; }
    constexpr bool isEmpty() const noexcept { return m_type == Type::Empty; }
    constexpr bool isString() const noexcept { return m_type == Type::String; }
    constexpr bool isNumber() const noexcept { return m_type == Type::Int || m_type == Type::Double; }

    /// Each accessor may be called for its own type only.
    constexpr std::string_view string() const
    {
        assert(m_type == Type::String || m_type == Type::Bytes);
        return {m_text, m_size};
    }
    constexpr bool boolean() const
    {
        assert(m_type == Type::Bool);
        return m_int != 0;
    }
    constexpr std::int64_t integer() const
    {
        assert(m_type == Type::Int);
        return m_int;
    }
    constexpr double real() const
    {
        assert(m_type == Type::Double);
        return m_double;
    }
    constexpr std::span<const Value> array() const
    {
        assert(m_type == Type::Array);
        return {m_items, m_size};
    }
    std::span<const Attribute> map() const;

    /// The text of a String, otherwise empty.
    constexpr std::string_view stringOr(std::string_view other) const noexcept
    {
        return m_type == Type::String ? std::string_view(m_text, m_size) : other;
    }
    /// The number of an Int or Double, otherwise other.
    constexpr double numberOr(double other) const noexcept
    {
        return m_type == Type::Int ? static_cast<double>(m_int) : m_type == Type::Double ? m_double : other;
    }

    /// Deep equality; NaN equals NaN, so that a round trip can be checked. Order matters in maps.
    friend bool operator==(const Value &left, const Value &right) noexcept;

private:
    static constexpr Value ofText(std::string_view text, Type type) noexcept
    {
        Value v;
        v.m_text = text.data();
        v.m_size = static_cast<std::uint32_t>(text.size());
        v.m_type = type;
        return v;
    }

    union
    {
        const char *m_text;
        const Value *m_items;
        const Attribute *m_entries;
        std::int64_t m_int;
        double m_double;
    };
    std::uint32_t m_size; // bytes of text, items of an array, entries of a map
    Type m_type;
};

/// One key and its value. Keys within a list should be unique; the first wins where they are not.
struct Attribute
{
    std::string_view key;
    Value value;

    friend bool operator==(const Attribute &, const Attribute &) noexcept = default;
};

inline Value Value::ofMap(std::span<const Attribute> entries) noexcept
{
    Value v;
    v.m_entries = entries.data();
    v.m_size = static_cast<std::uint32_t>(entries.size());
    v.m_type = Type::Map;
    return v;
}

inline std::span<const Attribute> Value::map() const
{
    assert(m_type == Type::Map);
    return {m_entries, m_size};
}

/// The value of key, or nullptr. Linear: spans carry a few dozen attributes at most.
const Value *find(std::span<const Attribute> attributes, std::string_view key) noexcept;

} // namespace spanwise
