// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <concepts>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace spanwise {

/// Why an operation failed, phrased so that a user can act on it: what failed, on what, why, what to do.
struct Error
{
    enum class Code {
        InvalidInput, ///< the bytes, the expression or the arguments are wrong; trying again will not help
        NotFound,
        Io,       ///< disk, socket or database
        Corrupt,  ///< what was read is damaged
        TooLarge, ///< over a limit that a setting names
        Busy,     ///< no room now; try again later
        TooNew,   ///< written by a later Spanwise
        Cancelled,
        Unreachable, ///< a connection was refused, timed out, or ended early
        Denied,      ///< credentials are missing, wrong, or not enough
    };

    Code code = Code::InvalidInput;
    std::string message;
};

/// A value or an Error: the subset of std::expected<T, Error> that we use, under
/// the same names, so that an alias can replace this class once the toolchain has it.
template<class T>
class [[nodiscard]] Result
{
public:
    using value_type = T;
    using error_type = Error;

    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    T &operator*() & { return *std::get_if<0>(checked()); }
    const T &operator*() const & { return *std::get_if<0>(checked()); }
    T &&operator*() && { return std::move(**this); }
    T *operator->() { return &**this; }
    const T *operator->() const { return &**this; }

    const Error &error() const
    {
        assert(!has_value());
        return *std::get_if<1>(&m_state);
    }

    /// Continues with f(value), which returns a Result, or passes the error on.
    template<std::invocable<const T &> F>
    auto and_then(F &&f) const -> std::invoke_result_t<F, const T &>
    {
        if (has_value())
            return std::invoke(std::forward<F>(f), **this);
        return error();
    }

private:
    auto *checked()
    {
        assert(has_value());
        return &m_state;
    }
    const auto *checked() const
    {
        assert(has_value());
        return &m_state;
    }

    std::variant<T, Error> m_state;
};

/// Success without a value. `return Done{};`
struct Done
{
};

using Status = Result<Done>;

} // namespace spanwise
