// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/interval.h"
#include "core/model/datapoint.h"

#include <cstdint>
#include <span>

namespace spanwise::pointbuckets {

/// What a histogram point grew by, in the order of its buckets. The exponential ones count from the lowest
/// value: negative buckets from the largest magnitude down, zero, then positive ones.
struct Growth
{
    std::uint64_t count = 0;
    double sum = 0;
    bool hasSum = false;
    std::span<const std::uint64_t> counts; ///< explicit: as Distribution::counts; exponential: positive
    std::span<const std::uint64_t> negative;
    std::uint64_t zero = 0;
    bool extremesApply = false; ///< min and max of the point are those of this growth
};

/// The growth as an interval with its sketch, so that quantile() works. Within a bucket the values are spread
/// evenly, as Prometheus' histogram_quantile assumes it; what lies beyond the last bound counts as that
/// bound, unless the point says what its maximum is.
Interval explicitInterval(const Distribution &shape, const Growth &growth);
/// The same for base-2 exponential buckets: base = 2^(2^-scale).
Interval exponentialInterval(const Distribution &shape, const Growth &growth);

} // namespace spanwise::pointbuckets
