// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/sketch.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace spanwise {

/// Many sketches added up, from which they can be taken away again: a window that slides over intervals
/// without merging each time anew. Counts are exact, so a window slid here equals one filled afresh.
/// One dense array of 44 KB; add() and remove() cost the bins given, quantile() the keys in use.
class SketchWindow
{
public:
    SketchWindow();

    void add(std::span<const QuantileSketch::Bin> bins);
    /// Of what was added before.
    void remove(std::span<const QuantileSketch::Bin> bins);
    std::uint64_t count() const noexcept { return m_count; }
    /// As QuantileSketch::quantile().
    std::optional<double> quantile(double q) const;

private:
    std::vector<std::uint64_t> m_counts; // by key + maxKey
    std::uint64_t m_count = 0;
    std::size_t m_low; // no count lies below m_low or at or above m_high
    std::size_t m_high = 0;
};

} // namespace spanwise
