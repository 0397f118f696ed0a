// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/quantile.h"

#include <cmath>

namespace spanwise {
namespace {

constexpr double tail = 0.025;

/// P(X = k) for X binomial of n and q. By logarithms: the powers of a large n vanish.
double binomial(std::size_t n, std::size_t k, double q)
{
    const auto total = static_cast<double>(n);
    const auto hits = static_cast<double>(k);
    const double ways = std::lgamma(total + 1) - std::lgamma(hits + 1) - std::lgamma(total - hits + 1);
    return std::exp(ways + hits * std::log(q) + (total - hits) * std::log1p(-q));
}

double interpolated(std::span<const double> sorted, double q)
{
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= sorted.size())
        return sorted.back();
    return sorted[below] + (place - std::floor(place)) * (sorted[below + 1] - sorted[below]);
}

} // namespace

std::optional<QuantileEstimate> quantileOf(std::span<const double> sorted, double q)
{
    if (sorted.empty())
        return std::nullopt;
    QuantileEstimate estimate;
    estimate.value = interpolated(sorted, q);
    const std::size_t n = sorted.size();
    std::size_t lower = 0; // rank, from 1; 0: none
    double below = 0;      // P(X < rank)
    for (std::size_t rank = 1; rank <= n; ++rank) {
        below += binomial(n, rank - 1, q);
        if (below > tail)
            break;
        lower = rank;
    }
    std::size_t upper = 0;
    double above = 0; // P(X >= rank)
    for (std::size_t rank = n; rank >= 1; --rank) {
        above += binomial(n, rank, q);
        if (above > tail)
            break;
        upper = rank;
    }
    if (lower > 0)
        estimate.low = sorted[lower - 1];
    if (upper > 0)
        estimate.high = sorted[upper - 1];
    return estimate;
}

bool differClearly(const QuantileEstimate &left, const QuantileEstimate &right) noexcept
{
    const bool isLeftBelow = left.high && right.low && *left.high < *right.low;
    const bool isRightBelow = right.high && left.low && *right.high < *left.low;
    return isLeftBelow || isRightBelow;
}

} // namespace spanwise
