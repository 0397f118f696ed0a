// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/proportion.h"

#include <cmath>

namespace spanwise {

Bounds wilsonBounds(Proportion proportion) noexcept
{
    if (proportion.of == 0)
        return {0, 1};
    constexpr double z = 1.959963984540054; // 97.5 % of the normal distribution
    const auto n = static_cast<double>(proportion.of);
    const double p = proportion.share();
    const double middle = 2 * n * p + z * z;
    const double reach = z * std::sqrt(z * z + 4 * n * p * (1 - p));
    const double scale = 2 * (n + z * z);
    return {(middle - reach) / scale, (middle + reach) / scale};
}

Bounds differenceBounds(Proportion left, Proportion right) noexcept
{
    const double p = left.share();
    const double q = right.share();
    const Bounds l = wilsonBounds(left);
    const Bounds r = wilsonBounds(right);
    return {p - q - std::hypot(p - l.low, r.high - q), p - q + std::hypot(l.high - p, q - r.low)};
}

} // namespace spanwise
