// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/pointbuckets.h"
#include "core/model/datapoint.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace spanwise {

/// One stream of data points (one metric of one resource, scope and set of attributes): turns values that add
/// up since a start into what each point grew by.
///
/// - A point that is not newer than the last one is a redelivery: it adds nothing.
/// - Delta points are growth as they are.
/// - The first cumulative point of a stream that began after Spanwise did counts in full; that of an older
/// stream is where counting
///   begins, as it is not known when its values came.
/// - A later start, or a value that fell, is a reset: the sender began anew, and its whole value is growth.
class PointStream
{
public:
    /// began: when Spanwise began to follow streams.
    explicit PointStream(Timestamp began)
        : m_began(began)
    {
    }

    /// False when the point is not newer than the last one. Before anything else, once for each point.
    bool advance(const DataPoint &point, Temporality temporality);

    /// Growth of a number; nullopt when it cannot be told (the first cumulative value of an older stream).
    std::optional<double> growth(double value);
    /// The running sum of what goes up and down.
    double level(double value);
    /// Growth of the point's distribution, as an interval.
    Interval growth(const Distribution &distribution, MetricType type);
    /// Those of the point's exemplars that its forerunner did not have. What is scraped repeats an exemplar
    /// until there is a newer one, often without its time; one that has its time tells itself apart.
    std::vector<const Exemplar *> newExemplars(std::span<const Exemplar> exemplars);

private:
    std::vector<std::uint64_t> countsSince(std::span<const std::uint64_t> now,
                                           std::vector<std::uint64_t> &before, std::int32_t offset,
                                           std::int32_t &offsetBefore) const;
    bool fell(const Distribution &now) const;
    void coarsen(std::int64_t steps);

    Timestamp m_began;
    std::optional<Timestamp> m_last;
    Timestamp m_start;
    bool m_isDelta = false;
    bool m_isFirst = true;  // the point that is being read
    bool m_isReset = false; // its whole value is growth
    bool m_isKnown = true;  // its growth can be told
    double m_value = 0;     // of the last point, or the running sum
    std::uint64_t m_count = 0;
    double m_sum = 0;
    std::int32_t m_scale = 0;
    std::uint64_t m_zero = 0;
    std::int32_t m_positiveOffset = 0;
    std::int32_t m_negativeOffset = 0;
    std::vector<std::uint64_t> m_positive; // also the explicit buckets
    std::vector<std::uint64_t> m_negative;
    struct Timeless
    {
        TraceId trace;
        SpanId span;
        double value;
        friend bool operator==(const Timeless &, const Timeless &) = default;
    };
    std::vector<Timeless> m_timeless; // exemplars of the last point
};

} // namespace spanwise
