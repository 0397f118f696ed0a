// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/canvascolumns.h"

#include <QFontMetrics>
#include <QRect>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace spanwise {

/// Where things stand on the waterfall canvas, in pixels of its viewport. Painter and mouse ask the same
/// functions.
struct CanvasLayout
{
    QSize size;
    int rowHeight = 25;
    int headerHeight = 26;
    int nameWidth = 260; ///< tree and columns; the time area begins behind it
    CanvasColumns columns;

    static constexpr int rightMargin = 14;
    static constexpr int dividerSlack = 3;
    static constexpr int columnsMargin = 10;

    int timeX() const { return nameWidth; }
    int timeWidth() const { return std::max(1, size.width() - nameWidth - rightMargin); }
    int rowsHeight() const { return std::max(0, size.height() - headerHeight); }

    /// Left edge of a row's expander. Deep trees are indented less and less, so that a name always has room.
    int indent(std::uint32_t depth) const
    {
        constexpr std::uint32_t full = 8;
        const int deep = static_cast<int>(std::min<std::uint32_t>(depth, full)) * 15 +
                         static_cast<int>(std::min<std::uint32_t>(depth - std::min(depth, full), 1000)) * 3;
        return 8 + std::clamp(deep, 0, std::max(0, nameWidth - columns.wholeWidth() - 110));
    }
    QRect expander(std::uint32_t depth, int rowY) const { return {indent(depth), rowY, 16, rowHeight}; }
    int squareX(std::uint32_t depth) const { return indent(depth) + 18; }
    int nameX(std::uint32_t depth) const { return indent(depth) + 32; }
    int barHeight() const { return std::max(6, rowHeight * 11 / 25); }
    int barY(int rowY) const { return rowY + (rowHeight - barHeight()) / 2 - 1; }
    /// Right end of the names.
    int nameRight() const { return nameWidth - columnsMargin - columns.wholeWidth(); }
    /// From left to right, without a height.
    struct ColumnPlace
    {
        CanvasColumn column;
        int x;
        int width;
    };
    std::vector<ColumnPlace> columnPlaces() const
    {
        std::vector<ColumnPlace> places;
        int x = nameRight();
        for (const CanvasColumn column : columns.visible()) {
            places.push_back({column, x, columns.widthOf(column)});
            x += columns.widthOf(column);
        }
        return places;
    }
    /// The column whose left border is near x.
    std::optional<CanvasColumn> borderAt(int x) const
    {
        for (const ColumnPlace &place : columnPlaces()) {
            if (std::abs(x - place.x) <= dividerSlack)
                return place.column;
        }
        return std::nullopt;
    }
    bool isOnDivider(int x) const { return std::abs(x - nameWidth) <= dividerSlack; }
};

} // namespace spanwise
