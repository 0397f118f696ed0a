// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// A run of text that two answers share, or that only one of them has.
struct DiffPart
{
    enum class Kind : std::uint8_t { Same, Deleted, Inserted };

    Kind kind = Kind::Same;
    std::string text;

    friend bool operator==(const DiffPart &, const DiffPart &) = default;
};

/// What became of one text in another, word by word.
///
/// The Same and Deleted parts put together are the old text, Same and Inserted the new one, byte by byte. A
/// deletion comes before the insertion that replaces it.
struct WordDiff
{
    std::vector<DiffPart> parts;
    double similarity = 1; ///< 2 x shared words / words of both; 1 when both have none
    bool coarse = false;   ///< too different to be aligned: the middle is shown as replaced in one piece

    bool isSame() const noexcept
    {
        return parts.empty() || (parts.size() == 1 && parts[0].kind == DiffPart::Kind::Same);
    }
};

/// Compares UTF-8 texts by words. Blanks, punctuation marks and ideographs are words of their own, so that
/// languages without spaces are not compared by the sentence. Blanks that alone survive between two changes
/// join them.
///
/// Myers' O(ND) algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986) after common ends are
/// cut off; beyond 2,000 differing words it gives up aligning and sets coarse, so a pair of 2 MB answers
/// stays under a second.
WordDiff compareWords(std::string_view oldText, std::string_view newText);

} // namespace spanwise
