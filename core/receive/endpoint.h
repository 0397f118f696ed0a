// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// A host and a port. Any thread.
struct Endpoint
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: any free one

    /// "127.0.0.1:4318", "[::1]:4318".
    std::string toString() const;
    /// Accepts HOST:PORT and [IPV6]:PORT. Code::InvalidInput with what is wrong and an example otherwise.
    static Result<Endpoint> parse(std::string_view text);

    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

} // namespace spanwise
