// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QString>

#include <functional>
#include <vector>

namespace spanwise {

/// One active condition of a filter in words, and the filter without it.
struct FilterChip
{
    QString words;
    TraceFilter without;
};

/// Every condition that narrows, in the order of the filter bar. The words of text are one chip.
std::vector<FilterChip> chipsOf(const TraceFilter &filter);

} // namespace spanwise
