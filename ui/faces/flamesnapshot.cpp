// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/flamesnapshot.h"

#include "core/timeline/spanselftimes.h"
#include "core/timeline/timeflame.h"

#include <algorithm>
#include <cmath>

namespace spanwise {

SpanRow FlameSnapshot::spanOf(std::uint32_t frame) const
{
    return m_shape == Shape::ByTime ? static_cast<SpanRow>(frame) : m_merged.nodes[frame].longest;
}

std::optional<std::uint32_t> FlameSnapshot::frameOf(SpanRow row) const
{
    const std::uint32_t frame = nodeOf(row);
    return lanes().has(frame) ? std::optional(frame) : std::nullopt;
}

std::optional<std::uint32_t> FlameSnapshot::parentOf(std::uint32_t frame) const
{
    if (m_shape == Shape::Merged) {
        const std::uint32_t parent = m_merged.nodes[frame].parent;
        return parent == UINT32_MAX ? std::nullopt : std::optional(parent);
    }
    const auto row = static_cast<SpanRow>(frame);
    if (m_trace->tree().isRoot(row))
        return std::nullopt;
    return static_cast<std::uint32_t>(m_trace->tree().parent(row));
}

FlameSnapshot FlameSnapshot::make(std::shared_ptr<const Trace> trace, Shape shape, Colour colour,
                                  std::optional<TimeWindow> range)
{
    FlameSnapshot made;
    made.m_trace = std::move(trace);
    made.m_shape = shape;
    made.m_colour = colour;
    const CriticalPath path(*made.m_trace, made.m_trace->queryRow());
    if (shape == Shape::ByTime)
        made.m_lanes = timeFlame(*made.m_trace, path);
    else
        made.m_merged = mergedFlame(*made.m_trace, path, range.value_or(made.m_trace->time()));
    colour == Colour::Step ? made.shadeBySteps() : made.shadeByValue();
    return made;
}

void FlameSnapshot::shadeBySteps()
{
    const std::size_t count = m_shape == Shape::Merged ? m_merged.nodes.size() : m_trace->size();
    m_shade.resize(count);
    for (std::uint32_t i = 0; i < count; ++i)
        m_shade[i] = static_cast<std::uint8_t>(m_trace->facts(spanOf(i)).step);
}

void FlameSnapshot::shadeByValue()
{
    const bool merged = m_shape == Shape::Merged;
    const std::size_t count = merged ? m_merged.nodes.size() : m_trace->size();
    std::vector<double> values(count);
    const std::vector<Duration> self = merged || m_colour != Colour::SelfTime
                                           ? std::vector<Duration>()
                                           : spanSelfTimes(*m_trace, m_trace->time());
    for (std::size_t i = 0; i < count; ++i) {
        const SpanFacts *const facts = merged ? nullptr : &m_trace->facts(static_cast<SpanRow>(i));
        switch (m_colour) {
        case Colour::SelfTime:
            values[i] = static_cast<double>((merged ? m_merged.nodes[i].self : self[i]).count());
            break;
        case Colour::Tokens:
            values[i] = static_cast<double>(merged ? m_merged.nodes[i].tokens
                                                   : facts->inputTokens + facts->outputTokens);
            break;
        case Colour::Cost:
            values[i] = merged ? m_merged.nodes[i].cost : facts->costUsd;
            break;
        case Colour::Step:
            break;
        }
        m_hottest = std::max(m_hottest, values[i]);
    }
    m_shade.resize(count);
    // The square root keeps what is a tenth of the hottest visible.
    for (std::size_t i = 0; i < count && m_hottest > 0; ++i)
        m_shade[i] =
            static_cast<std::uint8_t>(std::lround(255 * std::sqrt(std::max(0.0, values[i]) / m_hottest)));
}

} // namespace spanwise
