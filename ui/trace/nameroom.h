// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <vector>

class QFontMetrics;

namespace spanwise {

/// How wide the names of a trace's steps are, level by level.
///
/// Measured once when the trace is shown, over the spans that stand on top of its tree, so that neither a
/// frame nor a change of size measures text. A value; O(measured spans).
class NameRoom
{
public:
    static constexpr std::size_t measuredSpans = 500; ///< in the order of the tree, whatever is closed

    NameRoom() = default;
    NameRoom(const Trace &trace, const QFontMetrics &metrics);

    /// Widest name of each level, with the mark before it; pixels. A name that is longer than a line of text
    /// should be counts as that long.
    const std::vector<int> &widest() const noexcept { return m_widest; }
    /// What either of both needs: a trace that grows gives no room back under the reader's eyes.
    void include(const NameRoom &other);

private:
    std::vector<int> m_widest; // by depth
};

} // namespace spanwise
