// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/corspolicy.h"

#include "core/receive/headertext.h"

#include <algorithm>

namespace spanwise {

bool CorsPolicy::allows(std::string_view origin) const noexcept
{
    return std::ranges::any_of(origins, [&](const std::string &allowed) {
        return allowed == "*" || equalsIgnoringCase(allowed, origin);
    });
}

std::string CorsPolicy::problemOf(std::string_view origin)
{
    if (origin == "*")
        return {};
    const auto scheme = origin.find("://");
    const std::string quoted = "\"" + std::string(origin.substr(0, 200)) + "\"";
    if (scheme == std::string_view::npos || scheme == 0 || scheme + 3 == origin.size())
        return quoted + " is not an origin. Write scheme, host and port as the browser's address bar begins, "
                        "for example "
                        "http://localhost:3000, or * for every page.";
    if (origin.substr(scheme + 3).find_first_of("/?#@ ,*") != std::string_view::npos)
        return quoted + " has more than an origin. Leave out what follows the host and its port.";
    return {};
}

} // namespace spanwise
