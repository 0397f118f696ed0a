// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/timeline/viewport.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace spanwise {

/// A place in a trace: what is shown and what is selected.
struct ViewPlace
{
    Viewport view;
    SpanId selected{}; ///< zero: nothing

    friend bool operator==(const ViewPlace &, const ViewPlace &) = default;
};

/// Where the reader has looked, as a browser keeps it: back, forward, and a new look drops what lay ahead.
///
/// A gesture of many small steps (a turn of the wheel, a drag) is one entry: give its steps the same number.
/// Bounded to the last 200 views.
class ViewHistory
{
public:
    /// Call with the place that is being left, before the next one is shown.
    void leave(const ViewPlace &place, std::size_t gesture)
    {
        m_ahead.clear();
        if (!m_behind.empty() && gesture != 0 && gesture == m_gesture)
            return;
        m_gesture = gesture;
        m_behind.push_back(place);
        if (m_behind.size() > maxEntries)
            m_behind.erase(m_behind.begin());
    }

    std::optional<ViewPlace> back(const ViewPlace &now) { return step(m_behind, m_ahead, now); }
    std::optional<ViewPlace> forward(const ViewPlace &now) { return step(m_ahead, m_behind, now); }

    void clear()
    {
        m_behind.clear();
        m_ahead.clear();
        m_gesture = 0;
    }

private:
    static constexpr std::size_t maxEntries = 200;

    std::optional<ViewPlace> step(std::vector<ViewPlace> &from, std::vector<ViewPlace> &to,
                                  const ViewPlace &now)
    {
        m_gesture = 0;
        // Entries equal to what is shown (a pan against the end of the trace) would make the key seem dead.
        while (!from.empty() && from.back().view.window() == now.view.window() &&
               from.back().selected == now.selected)
            from.pop_back();
        if (from.empty())
            return std::nullopt;
        const ViewPlace place = from.back();
        from.pop_back();
        to.push_back(now);
        return place;
    }

    std::vector<ViewPlace> m_behind;
    std::vector<ViewPlace> m_ahead;
    std::size_t m_gesture = 0;
};

} // namespace spanwise
