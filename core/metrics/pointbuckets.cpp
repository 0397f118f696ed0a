// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/pointbuckets.h"

#include <algorithm>
#include <cmath>

namespace spanwise::pointbuckets {
namespace {

/// More pieces of a bucket would not change a quantile by more than the sketch's own error in buckets as wide
/// as SDKs have them.
constexpr std::uint64_t pieces = 16;

void addValue(Interval &interval, double value, std::uint64_t count)
{
    if (count == 0 || !interval.sketch.add(value, count))
        return;
    interval.min = std::min(interval.min, value);
    interval.max = std::max(interval.max, value);
    interval.last = value;
    interval.count += count;
    interval.sum += value * static_cast<double>(count);
}

/// count values evenly over (low, high].
void spread(Interval &interval, double low, double high, std::uint64_t count)
{
    const std::uint64_t steps = std::min(count, pieces);
    for (std::uint64_t i = 0; i < steps; ++i) {
        const double part = (static_cast<double>(i) + 0.5) / static_cast<double>(steps);
        const std::uint64_t share = count / steps + (i < count % steps ? 1 : 0);
        addValue(interval, low + part * (high - low), share);
    }
}

/// The sums and extremes that were sent are better than those of the buckets.
void correct(Interval &interval, const Distribution &shape, const Growth &growth)
{
    if (growth.hasSum && interval.count > 0)
        interval.sum = growth.sum;
    if (!growth.extremesApply || interval.count == 0)
        return;
    interval.min = shape.min.value_or(interval.min);
    interval.max = shape.max.value_or(interval.max);
}

/// A histogram without buckets says how many and how much.
Interval withoutBuckets(const Distribution &shape, const Growth &growth)
{
    Interval interval{.begin = {}, .sketch = {}};
    if (growth.count == 0)
        return interval;
    if (growth.extremesApply && shape.min && shape.max)
        spread(interval, *shape.min, *shape.max, growth.count);
    else
        addValue(interval, growth.hasSum ? growth.sum / static_cast<double>(growth.count) : 0, growth.count);
    correct(interval, shape, growth);
    return interval;
}

} // namespace

Interval explicitInterval(const Distribution &shape, const Growth &growth)
{
    if (shape.bounds.empty() || growth.counts.size() != shape.bounds.size() + 1)
        return withoutBuckets(shape, growth);
    Interval interval{.begin = {}, .sketch = {}};
    const double first = shape.bounds.front();
    const double last = shape.bounds.back();
    for (std::size_t i = 0; i < growth.counts.size(); ++i) {
        double low = i == 0 ? (first > 0 ? 0 : first) : shape.bounds[i - 1];
        double high = i == shape.bounds.size() ? last : shape.bounds[i];
        // Minimum and maximum bound the values of every interval, also those of a whole series so far.
        if (shape.max && *shape.max > low && (i == shape.bounds.size() || *shape.max < high))
            high = *shape.max;
        if (shape.min && *shape.min < high && (i == 0 || *shape.min > low))
            low = *shape.min;
        spread(interval, low, high, growth.counts[i]);
    }
    correct(interval, shape, growth);
    return interval;
}

Interval exponentialInterval(const Distribution &shape, const Growth &growth)
{
    Interval interval{.begin = {}, .sketch = {}};
    const int exponent = -std::clamp(shape.scale, -64, 64); // beyond, all bounds are 1 or infinite
    const auto bound = [&](std::int64_t index) {
        return std::exp2(std::ldexp(static_cast<double>(index), exponent));
    };
    for (std::size_t i = growth.negative.size(); i-- > 0;) {
        const std::int64_t index = std::int64_t{shape.negative.offset} + static_cast<std::int64_t>(i);
        spread(interval, -bound(index + 1), -bound(index), growth.negative[i]);
    }
    addValue(interval, 0, growth.zero);
    for (std::size_t i = 0; i < growth.counts.size(); ++i) {
        const std::int64_t index = std::int64_t{shape.positive.offset} + static_cast<std::int64_t>(i);
        spread(interval, bound(index), bound(index + 1), growth.counts[i]);
    }
    correct(interval, shape, growth);
    return interval;
}

} // namespace spanwise::pointbuckets
