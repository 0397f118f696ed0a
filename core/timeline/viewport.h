// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <algorithm>

namespace spanwise {

/// What the timeline shows: a window of time spread over a number of pixels.
///
/// A value without behaviour towards any widget. Every gesture is a function from
/// one viewport to the next, so history, animation and tests need nothing else.
class Viewport
{
public:
    constexpr Viewport(TimeWindow whole, int widthPx)
        : m_whole(whole), m_window(whole), m_widthPx(std::max(1, widthPx))
    {
    }

    constexpr TimeWindow window() const { return m_window; }

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
    constexpr Viewport pannedBy(double pixels) const
    {
        return moved(timeAt(pixels), m_window.length());
    }

private:
    static constexpr double minLengthNs = 100.0;

    constexpr double nsPerPixel() const
    {
        return static_cast<double>(m_window.length().count()) / m_widthPx;
    }
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
