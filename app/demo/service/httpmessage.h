// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise::demo {

/// A whole request as the handlers see it.
struct HttpRequest
{
    std::string method; ///< "POST"
    std::string target; ///< path, with its query string
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
    /// The first header of this name, without regard to case; empty when there is none.
    std::string_view header(std::string_view name) const;
};

/// An answer with a JSON body.
struct HttpResponse
{
    unsigned status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers{}; ///< beside Content-Type and Content-Length

    static HttpResponse json(const nlohmann::json &value, unsigned status = 200);
    /// {"error": {"status": 400, "message": "..."}}
    static HttpResponse error(unsigned status, const std::string &message);
};

} // namespace spanwise::demo
