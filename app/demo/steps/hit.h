// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace spanwise::demo {

/// A section of the corpus with what a step thinks of it. Larger is better; scores of different steps are not
/// comparable.
struct Hit
{
    std::size_t section = 0;
    double score = 0;

    friend bool operator==(const Hit &, const Hit &) = default;
};

/// Best first; no section twice.
using Hits = std::vector<Hit>;

} // namespace spanwise::demo
