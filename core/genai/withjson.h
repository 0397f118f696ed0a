// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <simdjson.h>

#include <exception>
#include <string_view>

namespace spanwise {

/// Runs read(root) over JSON text of any origin. False when it is empty, no JSON or nested without end, or
/// when read() asked for what is not there; what read() did by then stays. Parses into memory of its own;
/// root is gone afterwards. Never throws.
template<class Read>
bool withJson(std::string_view json, Read read) noexcept
{
    if (json.empty())
        return false; // simdjson wants a place to read from
    try {
        simdjson::dom::parser parser;
        simdjson::dom::element root;
        if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS)
            return false;
        read(root);
        return true;
    } catch (const std::exception &) {
        return false;
    }
}

} // namespace spanwise
