// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <exception>
#include <utility>

namespace spanwise {

/// How a failed statement leaves the depths of this room. It never leaves the room itself: every public
/// function of SqliteStore turns it into a Result with guarded().
class SqlFailure final : public std::exception
{
public:
    explicit SqlFailure(Error error)
        : m_error(std::move(error))
    {
    }

    const Error &error() const noexcept { return m_error; }
    const char *what() const noexcept override { return m_error.message.c_str(); }

private:
    Error m_error;
};

/// Runs work, which returns a T; failures become errors.
template<class T, class Work>
Result<T> guarded(Work &&work) noexcept
{
    try {
        return std::forward<Work>(work)();
    } catch (const SqlFailure &failure) {
        return failure.error();
    } catch (const std::exception &exception) {
        return Error{Error::Code::Io, std::string("The store failed: ") + exception.what()};
    }
}

} // namespace spanwise
