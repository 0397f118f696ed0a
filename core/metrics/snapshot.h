// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/history.h"
#include "core/metrics/metricinfo.h"
#include "core/model/metricrow.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace spanwise {

/// Which part of which series a reader needs.
struct SeriesSelection
{
    std::string name;
    std::function<bool(const MetricTags &)> matches; ///< called under the store's lock: must be quick
    SeriesHistory::Second from;                      ///< intervals that begin in [from, to)
    SeriesHistory::Second to;
    bool withSketches = false;
    bool withTotal = false; ///< SeriesSnapshot::before is wanted: visits the whole history
};

/// A copy of one series' intervals: two flat arrays, so that copying does not allocate per interval.
struct SeriesSnapshot
{
    struct Part
    {
        SeriesHistory::Second begin;
        std::uint64_t count = 0;
        double sum = 0;
        double min = 0;
        double max = 0;
        double last = 0;
        std::uint32_t firstBin = 0;
        std::uint32_t binCount = 0;
    };

    MetricTags tags;
    std::vector<Part> parts;               ///< by begin
    std::vector<QuantileSketch::Bin> bins; ///< of all parts
    double before = 0;                     ///< sum of what is kept from before the selection, when asked for
    SeriesHistory::Second first;           ///< begin of the oldest interval kept
    SeriesHistory::Second fineFrom;        ///< parts before this are 10 s long
    SeriesHistory::Second mediumFrom;      ///< parts before this are 1 min long

    std::span<const QuantileSketch::Bin> binsOf(const Part &part) const
    {
        return std::span(bins).subspan(part.firstBin, part.binCount);
    }
};

/// Everything that one expression reads, taken at one moment.
struct MetricSnapshot
{
    Timestamp now;                                       ///< when it was taken
    std::vector<std::vector<SeriesSnapshot>> selections; ///< as asked for; series by tags
};

} // namespace spanwise
