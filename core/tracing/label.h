// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// A key or name that is a string literal: the tracer keeps the pointer instead of copying the text.
///
/// It can only be made while compiling, from text of static lifetime: `constexpr StaticKey topK("top_k");`.
class StaticKey
{
public:
    template<std::size_t N>
    explicit consteval StaticKey(const char (&literal)[N])
        : m_text(literal, N - 1)
    {
    }

    constexpr std::string_view text() const noexcept { return m_text; }

private:
    std::string_view m_text;
};

/// The name of a span, event or attribute on its way into a span. A parameter type: it views its text.
///
/// Text given as a StaticKey is kept by pointer, every other text is copied into the span. Two words, so that
/// it travels in registers.
class Label
{
public:
    template<std::convertible_to<std::string_view> T>
    constexpr Label(const T &text) noexcept
        : Label(std::string_view(text), 0)
    {
    }
    constexpr Label(StaticKey key) noexcept
        : Label(key.text(), staticBit)
    {
    }

    constexpr std::string_view text() const noexcept { return {m_text, m_size & ~staticBit}; }
    constexpr bool isStatic() const noexcept { return (m_size & staticBit) != 0; }

private:
    static constexpr std::size_t staticBit = ~(SIZE_MAX >> 1U);

    constexpr Label(std::string_view text, std::size_t bit) noexcept
        : m_text(text.data())
        , m_size(text.size() | bit)
    {
    }

    const char *m_text;
    std::size_t m_size; // and staticBit
};

} // namespace spanwise
