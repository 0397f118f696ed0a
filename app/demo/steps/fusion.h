// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/hit.h"

#include <cstddef>
#include <span>

namespace spanwise::demo {

/// Reciprocal rank fusion (Cormack et al. 2009): score = sum over the lists of 1 / (60 + rank), rank from 1.
/// At most count hits, ties by section.
Hits fuse(std::span<const Hits> lists, std::size_t count);

} // namespace spanwise::demo
