// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spanwise {

/// How many bytes from the begin of text form one UTF-8 character; 0 when they do not (RFC 3629: no overlong
/// forms, no surrogates, nothing above U+10FFFF). text is not empty.
std::size_t utf8Length(std::string_view text) noexcept;

/// text with every byte that belongs to no character replaced by U+FFFD.
std::string withRepairedUtf8(std::string_view text);

} // namespace spanwise
