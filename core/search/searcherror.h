// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace spanwise {

/// What is wrong with a search, and where. The message says what was expected, for the user.
struct SearchError
{
    std::size_t position =
        0; ///< byte offset of the first wrong character; the size of the text when something is missing
    std::size_t length = 0; ///< bytes to mark; 0 at the end
    std::string message;

    /// "at N: message", N counting characters from 1.
    Error asError(std::string_view text) const;
};

/// The column in which a terminal shows the character at this byte offset: East Asian wide characters take
/// two, combining ones none.
std::size_t terminalColumn(std::string_view text, std::size_t position);

} // namespace spanwise
