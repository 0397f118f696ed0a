// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace spanwise {

/// So many of so many.
struct Proportion
{
    std::uint64_t hits = 0;
    std::uint64_t of = 0;

    double share() const noexcept
    {
        return of == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(of);
    }
    friend bool operator==(const Proportion &, const Proportion &) = default;
};

/// Where a value lies with 95 % confidence.
struct Bounds
{
    double low = 0;
    double high = 0;
};

/// Of a proportion: Wilson's score interval, good for small samples and shares near 0 and 1. {0, 1} of
/// nothing.
Bounds wilsonBounds(Proportion proportion) noexcept;

/// Of left.share() - right.share(): Newcombe's method 10, "Interval estimation for the difference between
/// independent proportions" (1998).
Bounds differenceBounds(Proportion left, Proportion right) noexcept;

} // namespace spanwise
