// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/significance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace spanwise {
namespace {

double lnWays(std::uint64_t of, std::uint64_t chosen)
{
    const auto ln = [](std::uint64_t n) { return std::lgamma(static_cast<double>(n) + 1); };
    return ln(of) - ln(chosen) - ln(of - chosen);
}

/// How many of the hits fall to the left set when they are dealt out blindly.
class Deal
{
public:
    Deal(std::uint64_t hits, std::uint64_t leftSize, std::uint64_t rightSize)
        : m_hits(hits)
        , m_left(leftSize)
        , m_right(rightSize)
    {
    }

    std::uint64_t fewest() const { return m_hits > m_right ? m_hits - m_right : 0; }
    std::uint64_t most() const { return std::min(m_hits, m_left); }
    double chance(std::uint64_t onTheLeft) const
    {
        return std::exp(lnWays(m_left, onTheLeft) + lnWays(m_right, m_hits - onTheLeft) -
                        lnWays(m_left + m_right, m_hits));
    }
    /// Of one more on the left, of the chance of onTheLeft.
    double next(double chance, std::uint64_t onTheLeft) const
    {
        const auto number = [](std::uint64_t n) { return static_cast<double>(n); };
        return chance * number(m_left - onTheLeft) * number(m_hits - onTheLeft) /
               (number(onTheLeft + 1) * number(m_right + onTheLeft + 1 - m_hits));
    }

private:
    const std::uint64_t m_hits;
    const std::uint64_t m_left;
    const std::uint64_t m_right;
};

} // namespace

double chanceOf(Proportion left, Proportion right)
{
    if (left.of == 0 || right.of == 0)
        return 1;
    const Deal deal(left.hits + right.hits, left.of, right.of);
    constexpr double tolerance = 1 + 1e-7; // equally likely tables differ in the last digits
    const double limit = deal.chance(left.hits) * tolerance;
    double sum = 0;
    double chance = 0; // one that has vanished cannot grow to the next and is computed anew
    for (std::uint64_t k = deal.fewest(); k <= deal.most(); ++k) {
        chance = chance > 1e-280 ? deal.next(chance, k - 1) : deal.chance(k);
        if (chance <= limit)
            sum += chance;
    }
    return std::min(1.0, sum);
}

double leastChanceOf(std::uint64_t hits, std::uint64_t leftSize, std::uint64_t rightSize)
{
    if (leftSize == 0 || rightSize == 0)
        return 1;
    const Deal deal(hits, leftSize, rightSize);
    return std::min(1.0, std::min(deal.chance(deal.fewest()), deal.chance(deal.most())));
}

std::vector<double> falseDiscoveryRates(const std::vector<double> &chances)
{
    std::vector<std::size_t> order(chances.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::sort(order, std::ranges::greater{}, [&](std::size_t i) { return chances[i]; });
    std::vector<double> rates(chances.size(), 1);
    double lowest = 1;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const auto rank = static_cast<double>(order.size() - place);
        lowest = std::min(lowest, chances[order[place]] * static_cast<double>(order.size()) / rank);
        rates[order[place]] = lowest;
    }
    return rates;
}

} // namespace spanwise
