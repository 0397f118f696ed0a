// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// Where an HTTP exporter sends to: the parts of an http:// URL.
struct HttpUrl
{
    std::string host; ///< without the brackets of an IPv6 address
    std::string port = "80";
    std::string path = "/"; ///< with its query

    /// "http://HOST[:PORT][/PATH]". The error says what is wrong with which URL; https is refused as not
    /// built in, and so are user names in the URL.
    static Result<HttpUrl> parse(std::string_view url);

    /// What the Host header says.
    std::string authority() const;

    friend bool operator==(const HttpUrl &, const HttpUrl &) = default;
};

} // namespace spanwise
