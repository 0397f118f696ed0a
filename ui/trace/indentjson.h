// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace spanwise {

/// The same JSON with one member a line, two blanks a level. Keys keep their order and numbers their digits:
/// only blanks outside of strings change. O(n); text that is not JSON comes out as some other text, never
/// fails.
std::string indentJson(std::string_view json);

} // namespace spanwise
