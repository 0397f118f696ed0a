// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace spanwise {

/// Rankings are lists of distinct items, best first; equal numbers are the same item.
using Ranking = std::span<const std::uint32_t>;

/// The share of the first k items that both rankings have, 0..1, in any order. k is cut to the longer
/// ranking; nullopt when both are empty.
std::optional<double> overlapAt(std::size_t k, Ranking left, Ranking right);

/// Extrapolated rank-biased overlap, 0 disjoint .. 1 identical, for rankings of unequal length: RBO_EXT,
/// equation 32 of Webber, Moffat and Zobel, "A similarity measure for indefinite rankings" (2010).
/// persistence in (0, 1) is how far down a reader looks: 0.9 puts 86 % of the weight on the first ten.
/// nullopt when both are empty. O(n^2).
std::optional<double> rankBiasedOverlap(Ranking left, Ranking right, double persistence = 0.9);

} // namespace spanwise
