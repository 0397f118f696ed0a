// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searchvocabulary.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// What could stand at a place of a search.
struct SearchCompletion
{
    struct Item
    {
        std::string insert;            ///< replaces [begin, end)
        std::size_t cursorBack = 0;    ///< bytes from the end of insert to where the cursor goes
        const char *meaning = nullptr; ///< of an intrinsic; English
        std::uint64_t count = 0;       ///< how often it was seen; 0 for words of the language
    };

    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<Item> items; ///< best first
};

/// Names, values, stages that fit what was typed up to cursor (a byte offset). Any text, also one that does
/// not parse yet.
SearchCompletion completionAt(std::string_view text, std::size_t cursor, const SearchVocabulary &vocabulary);

} // namespace spanwise
