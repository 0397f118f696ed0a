// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searchparts.h"
#include "core/store/store.h"

#include <QString>

#include <optional>
#include <vector>

namespace spanwise {

/// One active condition of a filter in words, and the filter without it.
struct FilterChip
{
    QString words;
    TraceFilter without;
    std::optional<SearchPart> part{}; ///< of the search text, which can be edited
};

/// Every condition that narrows, in the order of the filter bar. Each part of the search text is a chip of
/// its own.
std::vector<FilterChip> chipsOf(const TraceFilter &filter);

} // namespace spanwise
