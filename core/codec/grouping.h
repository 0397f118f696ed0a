// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace spanwise {

/// Spans, log records or metrics in the order in which OTLP nests them: by resource, then by scope, otherwise
/// as they are. O(n log n), O(n) when they are in that order already, as those of every decoded batch are.
template<class Item>
std::vector<std::uint32_t> nestedOrder(std::span<const Item> items)
{
    std::vector<std::uint32_t> order(items.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto place = [&](std::uint32_t i) { return std::pair(items[i].resource, items[i].scope); };
    if (!std::ranges::is_sorted(order, {}, place))
        std::ranges::stable_sort(order, {}, place);
    return order;
}

/// Calls write(key, run) for every run of positions with the same key.
template<class KeyOf, class Write>
void eachRun(std::span<const std::uint32_t> order, KeyOf keyOf, Write write)
{
    for (std::size_t first = 0; first < order.size();) {
        const std::uint32_t key = keyOf(order[first]);
        std::size_t last = first + 1;
        while (last < order.size() && keyOf(order[last]) == key)
            ++last;
        write(key, order.subspan(first, last - first));
        first = last;
    }
}

/// The same for items of one resource, and within it of one scope.
template<class Item, class Write>
void eachResourceRun(std::span<const Item> items, std::span<const std::uint32_t> order, Write write)
{
    eachRun(
        order, [items](std::uint32_t i) { return items[i].resource; }, write);
}
template<class Item, class Write>
void eachScopeRun(std::span<const Item> items, std::span<const std::uint32_t> order, Write write)
{
    eachRun(
        order, [items](std::uint32_t i) { return items[i].scope; }, write);
}

/// The points of each metric, by metric, in their order. first[m] .. first[m + 1] are those of metric m.
/// O(n).
struct PointsByMetric
{
    std::vector<std::uint32_t> points;
    std::vector<std::size_t> first;

    template<class Point>
    PointsByMetric(std::span<const Point> all, std::size_t metricCount)
        : points(all.size())
        , first(metricCount + 1)
    {
        for (const Point &point : all) {
            if (point.metric < metricCount)
                ++first[point.metric + 1];
        }
        std::partial_sum(first.begin(), first.end(), first.begin());
        std::vector<std::size_t> next = first;
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            if (all[i].metric < metricCount)
                points[next[all[i].metric]++] = i;
        }
    }
    std::span<const std::uint32_t> of(std::size_t metric) const
    {
        return std::span(points).subspan(first[metric], first[metric + 1] - first[metric]);
    }
};

} // namespace spanwise
