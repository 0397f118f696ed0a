// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searcherror.h"

#include <utf8proc.h>

#include <algorithm>

namespace spanwise {

Error SearchError::asError(std::string_view text) const
{
    const std::string_view before = text.substr(0, std::min(position, text.size()));
    const auto characters = std::ranges::count_if(before, [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; // not the continuation of a UTF-8 character
    });
    return {Error::Code::InvalidInput, "at " + std::to_string(characters + 1) + ": " + message};
}

std::size_t terminalColumn(std::string_view text, std::size_t position)
{
    const std::string_view before = text.substr(0, std::min(position, text.size()));
    std::size_t column = 0;
    for (std::size_t at = 0; at < before.size();) {
        utf8proc_int32_t character = 0;
        const utf8proc_ssize_t size =
            utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t *>(before.data() + at),
                             static_cast<utf8proc_ssize_t>(before.size() - at), &character);
        if (size <= 0) {
            ++column;
            ++at;
            continue;
        }
        column += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(character)));
        at += static_cast<std::size_t>(size);
    }
    return column;
}

} // namespace spanwise
