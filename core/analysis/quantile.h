// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace spanwise {

/// A quantile of a sample, with what the sample says about that of everything it was drawn from.
struct QuantileEstimate
{
    double value = 0;          ///< of the sample, between neighbours interpolated
    std::optional<double> low; ///< 95 % confidence; nullopt: the sample is too small to bound it on this side
    std::optional<double> high;

    bool isBounded() const noexcept { return low && high; }
    friend bool operator==(const QuantileEstimate &, const QuantileEstimate &) = default;
};

/// The q-quantile, 0 < q < 1, of a sorted sample; nullopt of an empty one. The bounds are order statistics
/// and suppose no shape of the distribution: the ranks l and u for which a binomial variable of n and q is
/// below l, or at least u, with a probability of 2.5 % at most each (David and Nagaraja, "Order Statistics",
/// section 7.1). O(n).
std::optional<QuantileEstimate> quantileOf(std::span<const double> sorted, double q);

/// True when the intervals have nothing in common: the difference is more than chance.
bool differClearly(const QuantileEstimate &left, const QuantileEstimate &right) noexcept;

} // namespace spanwise
