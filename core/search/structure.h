// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/search/node.h"

#include <cstdint>
#include <vector>

namespace spanwise::search {

/// Rows of spans, ascending, each once.
using Rows = std::vector<std::uint32_t>;

/// The spans of right that stand to some span of left as relation says; Negated: those that do not; Union:
/// with the spans of left that they stand to. O(spans of the trace).
Rows related(const Trace &trace, const Rows &left, const Rows &right, Relation relation, Spanset::Form form);

Rows unionOf(const Rows &left, const Rows &right);

} // namespace spanwise::search
