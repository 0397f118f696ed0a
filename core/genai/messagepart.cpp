// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/messagepart.h"

#include <algorithm>
#include <string_view>

namespace spanwise {

std::optional<std::uint64_t> mediumSize(const MessagePart &part)
{
    const std::string_view address = part.text;
    const std::size_t comma = address.find(',');
    if (part.kind != MessagePart::Kind::Medium || !address.starts_with("data:") ||
        comma == std::string_view::npos)
        return std::nullopt;
    const std::string_view body = address.substr(comma + 1);
    if (!address.substr(0, comma).ends_with(";base64"))
        return body.size();
    const std::size_t digits = body.find_last_not_of("=\r\n") + 1; // four carry three bytes
    return digits * 3 / 4;
}

} // namespace spanwise
