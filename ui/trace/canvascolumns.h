// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/siblingorder.h"

#include <QString>

#include <array>
#include <cstdint>
#include <vector>

class QSettings;

namespace spanwise {

/// What stands beside the names of the waterfall.
enum class CanvasColumn : std::uint8_t { Service, Length, SelfTime, Tokens, Cost, Count };

/// Which columns are shown, how wide, and by what siblings are ordered: the reader's choice, remembered. A
/// value.
struct CanvasColumns
{
    static constexpr std::size_t number = static_cast<std::size_t>(CanvasColumn::Count);
    static constexpr int least = 40; ///< pixels

    std::array<bool, number> shown{false, true, false, false, false};
    std::array<int, number> width{96, 72, 72, 64, 64};
    int divider = 0; ///< where the reader drew the border before the bars, pixels; 0: where the names end
    SpanOrder order = SpanOrder::Start;
    bool descending = false;

    std::vector<CanvasColumn> visible() const;
    int widthOf(CanvasColumn column) const { return width[static_cast<std::size_t>(column)]; }
    int wholeWidth() const;
    /// A click on the head: largest first for numbers, then smallest first, then start order again.
    void sortBy(SpanOrder by);

    void remember(QSettings &settings) const;
    void recall(const QSettings &settings);

    friend bool operator==(const CanvasColumns &, const CanvasColumns &) = default;
};

QString columnTitle(CanvasColumn column);
SpanOrder orderOf(CanvasColumn column);

} // namespace spanwise
