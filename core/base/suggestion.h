// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace spanwise {

/// The candidate that word was probably meant to be, by edit distance; empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string> candidates);

/// ", did you mean 'x'?" or nothing.
std::string suggestionFor(std::string_view word, std::span<const std::string> candidates);

} // namespace spanwise
