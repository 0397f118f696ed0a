// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/marks.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace spanwise {

/// Where packMarks() notes a mark, whatever the length of the filter: probe p is bit p * bits / 2^32 of a
/// filter that has so many bits, least significant bit of the first byte first. For stores that look at the
/// bits elsewhere than mayHaveMark().
inline constexpr std::size_t markProbeCount = 5;
std::array<std::uint32_t, markProbeCount> markProbes(SearchMark mark) noexcept;

} // namespace spanwise
