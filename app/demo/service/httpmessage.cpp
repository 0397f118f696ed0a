// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/httpmessage.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace spanwise::demo {

std::string_view HttpRequest::header(std::string_view name) const
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const auto same = [&](const auto &header) {
        return std::equal(header.first.begin(), header.first.end(), name.begin(), name.end(),
                          [&](char a, char b) { return lower(a) == lower(b); });
    };
    const auto it = std::find_if(headers.begin(), headers.end(), same);
    return it == headers.end() ? std::string_view() : std::string_view(it->second);
}

HttpResponse HttpResponse::json(const nlohmann::json &value, unsigned status)
{
    return {status, value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"};
}

HttpResponse HttpResponse::error(unsigned status, const std::string &message)
{
    return json({{"error", {{"status", status}, {"message", message}}}}, status);
}

} // namespace spanwise::demo
