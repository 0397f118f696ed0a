// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <algorithm>
#include <cstdint>

namespace spanwise {

/// What the timeline shows: a window of time spread over a number of pixels.
///
/// A value without behaviour towards any widget. Every gesture is a function from
/// one viewport to the next, so history, animation and tests need nothing else.
class Viewport
{
public:
    constexpr Viewport(TimeWindow whole, int widthPx)
        : m_whole(whole)
        , m_window(whole)
        , m_widthPx(std::max(1, widthPx))
    {
    }

    constexpr TimeWindow window() const { return m_window; }
    constexpr TimeWindow whole() const { return m_whole; }
    constexpr int widthPx() const { return m_widthPx; }
    constexpr bool showsAll() const { return m_window == m_whole; }

    constexpr double xOf(Timestamp t) const
    {
        return static_cast<double>((t - m_window.begin).count()) / nsPerPixel();
    }
    constexpr Timestamp timeAt(double x) const
    {
        return m_window.begin + Duration(static_cast<std::int64_t>(x * nsPerPixel()));
    }

    /// factor > 1 shows more detail. The instant under x keeps its place.
    constexpr Viewport zoomedAt(double x, double factor) const
    {
        const auto whole = static_cast<double>(m_whole.length().count());
        const double wanted = static_cast<double>(m_window.length().count()) / factor;
        const double length = std::clamp(wanted, std::min(whole, minLengthNs), whole);
        const double before = length * x / m_widthPx;
        return moved(timeAt(x) - Duration(static_cast<std::int64_t>(before)),
                     Duration(static_cast<std::int64_t>(length)));
    }

    /// Positive pixels show later time. Stops at the ends of the trace.
    constexpr Viewport pannedBy(double pixels) const { return moved(timeAt(pixels), m_window.length()); }

    /// Shows this part of the trace, widened where it is too short to be shown.
    constexpr Viewport showing(TimeWindow part) const
    {
        const Duration shortest =
            std::min(m_whole.length(), Duration(static_cast<std::int64_t>(minLengthNs)));
        const Duration length = std::clamp(part.length(), shortest, m_whole.length());
        return moved(part.begin - (length - std::min(length, part.length())) / 2, length);
    }
    constexpr Viewport showingAll() const { return Viewport(m_whole, m_widthPx); }
    /// The same time on another number of pixels.
    constexpr Viewport resized(int widthPx) const
    {
        Viewport result = *this;
        result.m_widthPx = std::max(1, widthPx);
        return result;
    }
    /// The trace has grown: what showed all of it still does, any other part stays what it is.
    constexpr Viewport over(TimeWindow whole) const
    {
        const Viewport all(whole, m_widthPx);
        return showsAll() ? all : all.showing(m_window);
    }

    friend constexpr bool operator==(const Viewport &, const Viewport &) = default;

private:
    static constexpr double minLengthNs = 100.0;

    constexpr double nsPerPixel() const { return static_cast<double>(m_window.length().count()) / m_widthPx; }
    constexpr Viewport moved(Timestamp begin, Duration length) const
    {
        Viewport result = *this;
        result.m_window.begin = std::clamp(begin, m_whole.begin, m_whole.end - length);
        result.m_window.end = result.m_window.begin + length;
        return result;
    }

    TimeWindow m_whole;
    TimeWindow m_window;
    int m_widthPx;
};

} // namespace spanwise
