// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace spanwise {

/// text as full-text search compares it: compatibility forms made one (full and half width, composed and
/// decomposed: NFKC), case folded, as UTF-8. Both sides of every comparison, and every text index, go through
/// this one function. What is not UTF-8 is replaced by U+FFFD first. ASCII costs one pass.
std::string foldText(std::string_view text);

} // namespace spanwise
