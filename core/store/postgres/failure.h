// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace spanwise::pg {

/// How a failed statement leaves the depths of this room. It never leaves the room itself: every public
/// function of PostgresStore turns it into a Result with guarded().
class Failure final : public std::exception
{
public:
    enum class Kind : std::uint8_t {
        Final, ///< the same again fails again
        Clash, ///< two writers met; the transaction is to be run once more
        Lost,  ///< the connection is gone; what was not committed is rolled back by the server
    };

    explicit Failure(Error error, Kind kind = Kind::Final)
        : m_error(std::move(error))
        , m_kind(kind)
    {
    }

    const Error &error() const noexcept { return m_error; }
    Kind kind() const noexcept { return m_kind; }
    const char *what() const noexcept override { return m_error.message.c_str(); }

private:
    Error m_error;
    Kind m_kind;
};

/// Runs work, which returns a T or a Result<T>; failures become errors.
template<class T, class Work>
Result<T> guarded(Work &&work) noexcept
{
    try {
        return std::forward<Work>(work)();
    } catch (const Failure &failure) {
        return failure.error();
    } catch (const std::exception &exception) {
        return Error{Error::Code::Io, std::string("The store failed: ") + exception.what()};
    }
}

} // namespace spanwise::pg
