// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/value.h"
#include "core/tracing/label.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace spanwise {

/// The value of an attribute on its way into a span: text, bool, integer, number or a list of these.
///
/// A parameter type: it views what it was made from, the span copies. An unsigned number above the range of
/// int64 becomes a double. A model Value passes through, so maps and nested lists can be set as well.
class AttributeView
{
public:
    enum class Kind : std::uint8_t { One, Strings, StringViews, Ints, Doubles };

    AttributeView(Value value) noexcept
        : m_value(value)
    {
    }
    AttributeView(const char *text) noexcept
        : AttributeView(std::string_view(text == nullptr ? "" : text))
    {
    }
    AttributeView(std::string_view text) noexcept
        : m_value(Value::ofString(text))
    {
    }
    AttributeView(const std::string &text) noexcept
        : m_value(Value::ofString(text))
    {
    }
    AttributeView(std::same_as<bool> auto value) noexcept
        : m_value(Value::ofBool(value))
    {
    }
    template<std::floating_point T>
    AttributeView(T value) noexcept
        : m_value(Value::ofDouble(static_cast<double>(value)))
    {
    }
    template<std::integral T>
    requires(!std::same_as<T, bool>) AttributeView(T value)
    noexcept
        : m_value(ofIntegral(value))
    {
    }
    AttributeView(const std::vector<std::string> &list) noexcept
        : AttributeView(std::span(list))
    {
    }
    AttributeView(const std::vector<std::string_view> &list) noexcept
        : AttributeView(std::span(list))
    {
    }
    AttributeView(const std::vector<std::int64_t> &list) noexcept
        : AttributeView(std::span(list))
    {
    }
    AttributeView(const std::vector<double> &list) noexcept
        : AttributeView(std::span(list))
    {
    }
    AttributeView(std::span<const std::string> l) noexcept
        : m_list(l.data())
        , m_size(l.size())
        , m_kind(Kind::Strings)
    {
    }
    AttributeView(std::span<const std::string_view> l) noexcept
        : m_list(l.data())
        , m_size(l.size())
        , m_kind(Kind::StringViews)
    {
    }
    AttributeView(std::span<const std::int64_t> l) noexcept
        : m_list(l.data())
        , m_size(l.size())
        , m_kind(Kind::Ints)
    {
    }
    AttributeView(std::span<const double> l) noexcept
        : m_list(l.data())
        , m_size(l.size())
        , m_kind(Kind::Doubles)
    {
    }

    Kind kind() const noexcept { return m_kind; }
    const Value &value() const noexcept { return m_value; } ///< of Kind::One
    /// The list of the kind that T belongs to.
    template<class T>
    std::span<const T> list() const noexcept
    {
        return {static_cast<const T *>(m_list), m_size};
    }

private:
    template<std::integral T>
    static Value ofIntegral(T value) noexcept
    {
        if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(std::int64_t)) {
            if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max()))
                return Value::ofDouble(static_cast<double>(value));
        }
        return Value::ofInt(static_cast<std::int64_t>(value));
    }

    Value m_value;
    const void *m_list = nullptr;
    std::size_t m_size = 0;
    Kind m_kind = Kind::One;
};

struct AttributePair
{
    Label key;
    AttributeView value;
};

/// Attributes of an event or a link, as a parameter: `{{"key", 1}, {"other", "text"}}` or any contiguous
/// range.
class AttributeList
{
public:
    AttributeList() noexcept = default;
    AttributeList(std::initializer_list<AttributePair> pairs) noexcept
        : m_pairs(pairs.begin(), pairs.size())
    {
    }
    AttributeList(std::span<const AttributePair> pairs) noexcept
        : m_pairs(pairs)
    {
    }
    AttributeList(const std::vector<AttributePair> &pairs) noexcept
        : m_pairs(pairs)
    {
    }

    std::span<const AttributePair> pairs() const noexcept { return m_pairs; }

private:
    std::span<const AttributePair> m_pairs;
};

} // namespace spanwise
