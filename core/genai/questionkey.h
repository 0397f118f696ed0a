// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace spanwise {

/// What makes a question the same one in every query: its text, blanks and the case of ASCII letters aside.
/// 64 bits that are kept in the history and therefore never change. 0 for a question of blanks alone.
std::uint64_t questionKey(std::string_view question);

} // namespace spanwise
