// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/sketchwindow.h"

#include <algorithm>

namespace spanwise {
namespace {

std::size_t slotOf(std::int32_t key)
{
    return static_cast<std::size_t>(key + QuantileSketch::maxKey);
}

} // namespace

SketchWindow::SketchWindow()
    : m_counts(2 * QuantileSketch::maxKey + 1)
    , m_low(m_counts.size())
{
}

void SketchWindow::add(std::span<const QuantileSketch::Bin> bins)
{
    if (bins.empty())
        return;
    for (const QuantileSketch::Bin &bin : bins) {
        m_counts[slotOf(bin.key)] += bin.count;
        m_count += bin.count;
    }
    m_low = std::min(m_low, slotOf(bins.front().key));
    m_high = std::max(m_high, slotOf(bins.back().key) + 1);
}

void SketchWindow::remove(std::span<const QuantileSketch::Bin> bins)
{
    for (const QuantileSketch::Bin &bin : bins) {
        m_counts[slotOf(bin.key)] -= bin.count;
        m_count -= bin.count;
    }
    while (m_low < m_high && m_counts[m_low] == 0)
        ++m_low;
    while (m_high > m_low && m_counts[m_high - 1] == 0)
        --m_high;
    if (m_low == m_high) {
        m_low = m_counts.size();
        m_high = 0;
    }
}

std::optional<double> SketchWindow::quantile(double q) const
{
    if (m_count == 0)
        return std::nullopt;
    const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(m_count - 1);
    std::uint64_t below = 0;
    for (std::size_t slot = m_low; slot < m_high; ++slot) {
        below += m_counts[slot];
        if (static_cast<double>(below) > rank)
            return QuantileSketch::valueOf(static_cast<std::int32_t>(slot) - QuantileSketch::maxKey);
    }
    return QuantileSketch::valueOf(static_cast<std::int32_t>(m_high) - 1 - QuantileSketch::maxKey);
}

} // namespace spanwise
