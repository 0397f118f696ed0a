// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/search/marks.h"
#include "core/search/searchquery.h"

#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// What certainly holds of every trace that a search matches, in terms that a store can look up. A store may
/// use any part of it to pass over traces; what is left is evaluated. Nothing here ever rules out a trace
/// that matches.
struct SearchNarrowing
{
    using Choice = std::vector<SearchMark>; ///< one of these marks at least

    /// Choices that hold all together in one piece of the trace that was stored together.
    using Need = std::vector<Choice>;

    std::vector<Need> needs;        ///< each holds somewhere in the trace
    std::vector<std::string> words; ///< folded; each occurs in a text of the trace, or begins its id
    std::vector<std::vector<SearchNarrowing>>
        alternatives{};                    ///< of each list, one at least holds; none of them is empty
    std::optional<Duration> minDuration{}; ///< of the trace
    std::optional<double> minHallucination{};
    bool troubleOnly = false; ///< some span failed

    bool isEmpty() const noexcept
    {
        return needs.empty() && words.empty() && alternatives.empty() && !minDuration && !minHallucination &&
               !troubleOnly;
    }
};

SearchNarrowing narrowingOf(const SearchQuery &query);

} // namespace spanwise
