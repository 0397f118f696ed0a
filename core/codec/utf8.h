// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace spanwise {

/// Whether text is UTF-8 as Unicode defines it: shortest forms only, no surrogates. Short ASCII costs a few
/// ns.
bool isValidUtf8(std::string_view text) noexcept;

/// text with U+FFFD in place of every maximal invalid part (Unicode 15, section 3.9), as browsers do it.
std::string repairedUtf8(std::string_view text);

/// JSON with \ufffd in place of every \uD800-\uDFFF escape that has no partner: what a program that cuts its
/// text between the halves of a pair sends. Everything else is unchanged.
std::string repairedSurrogates(std::string_view json);

} // namespace spanwise
