// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"

#include <string>
#include <vector>

namespace spanwise {

/// What a search elsewhere found, newest first. A summary has what the back end tells: counts that it does
/// not know are 0, and a question is there only when the spans were.
struct FoundTraces
{
    std::vector<TraceSummary> traces;
    std::vector<std::string>
        notes; ///< what the user must know to read the list: cut off, only the first found, unreadable
};

} // namespace spanwise
