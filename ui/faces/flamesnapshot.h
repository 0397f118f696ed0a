// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/mergedflame.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace spanwise {

/// One flame graph, ready to be painted: frames in lanes, how hot each is, and what each stands for.
///
/// A value, made on any thread by make(); it keeps the trace that it shows.
class FlameSnapshot
{
public:
    enum class Shape : std::uint8_t { ByTime, Merged };
    enum class Colour : std::uint8_t { Step, SelfTime, Tokens, Cost };

    const std::shared_ptr<const Trace> &trace() const noexcept { return m_trace; }
    Shape shape() const noexcept { return m_shape; }
    Colour colour() const noexcept { return m_colour; }
    const SpanLanes &lanes() const noexcept { return m_shape == Shape::ByTime ? m_lanes : m_merged.lanes; }
    TimeWindow whole() const noexcept { return m_shape == Shape::ByTime ? m_trace->time() : m_merged.whole; }

    /// The span that a frame stands for: itself, or the longest of a step.
    SpanRow spanOf(std::uint32_t frame) const;
    /// nullopt when the span has no frame (outside the range).
    std::optional<std::uint32_t> frameOf(SpanRow row) const;
    /// The same also for frames without a place; UINT32_MAX: outside the range.
    std::uint32_t nodeOf(SpanRow row) const
    {
        return m_shape == Shape::ByTime ? static_cast<std::uint32_t>(row)
                                        : m_merged.nodeOf[SpanTree::index(row)];
    }
    /// Above every number of a frame.
    std::size_t size() const noexcept { return m_shade.size(); }
    std::optional<std::uint32_t> parentOf(std::uint32_t frame) const;
    /// By what colours it: its step kind, or 0..255 of the largest value.
    std::uint8_t shade(std::uint32_t frame) const { return m_shade[frame]; }
    double hottest() const noexcept { return m_hottest; } ///< ns, tokens or US dollars
    /// Only of a merged flame.
    const MergedFlame::Node &node(std::uint32_t frame) const { return m_merged.nodes[frame]; }

    /// range limits a merged flame; one by time shows all.
    static FlameSnapshot make(std::shared_ptr<const Trace> trace, Shape shape, Colour colour,
                              std::optional<TimeWindow> range);

private:
    void shadeBySteps();
    void shadeByValue();

    std::shared_ptr<const Trace> m_trace;
    Shape m_shape = Shape::ByTime;
    Colour m_colour = Colour::Step;
    SpanLanes m_lanes;
    MergedFlame m_merged;
    std::vector<std::uint8_t>
        m_shade; // by frame: a trace's facts lie far apart, a million of them would not fit the cache
    double m_hottest = 0;
};

} // namespace spanwise
