// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/ranking.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace spanwise {
namespace {

/// Items that the first depth places of both rankings have in common.
double shared(std::size_t depth, Ranking left, Ranking right)
{
    const Ranking top = left.first(std::min(depth, left.size()));
    const Ranking other = right.first(std::min(depth, right.size()));
    return static_cast<double>(std::ranges::count_if(
        top, [&](std::uint32_t item) { return std::ranges::find(other, item) != other.end(); }));
}

} // namespace

std::optional<double> overlapAt(std::size_t k, Ranking left, Ranking right)
{
    const std::size_t depth = std::min(k, std::max(left.size(), right.size()));
    if (depth == 0)
        return std::nullopt;
    return shared(depth, left, right) / static_cast<double>(depth);
}

std::optional<double> rankBiasedOverlap(Ranking left, Ranking right, double persistence)
{
    assert(persistence > 0 && persistence < 1);
    const std::size_t shorter = std::min(left.size(), right.size());
    const std::size_t longer = std::max(left.size(), right.size());
    if (longer == 0)
        return std::nullopt;
    if (shorter == 0)
        return 0.0;

    const double p = persistence;
    const double s = static_cast<double>(shorter);
    const double atShorter = shared(shorter, left, right);
    double sum = 0;
    for (std::size_t depth = 1; depth <= longer; ++depth) {
        const double d = static_cast<double>(depth);
        double agreement = shared(depth, left, right) / d;
        if (depth > shorter)
            agreement += atShorter * (d - s) / (s * d);
        sum += agreement * std::pow(p, d);
    }
    const double l = static_cast<double>(longer);
    const double atLonger = shared(longer, left, right);
    return (1 - p) / p * sum + ((atLonger - atShorter) / l + atShorter / s) * std::pow(p, l);
}

} // namespace spanwise
