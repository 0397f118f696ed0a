// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/spantree.h"

namespace spanwise {

/// Whether above is a parent of row, or a parent of its parent, and so on. O(depth).
inline bool isAncestor(const SpanTree &tree, SpanRow above, SpanRow row)
{
    for (; !tree.isRoot(row); row = tree.parent(row)) {
        if (tree.parent(row) == above)
            return true;
    }
    return false;
}

} // namespace spanwise
