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

class NameRoom;

/// Where things stand on the waterfall canvas, in pixels of its viewport. Painter and mouse ask the same
/// functions.
struct CanvasLayout
{
    QSize size;
    int rowHeight = 25;
    int headerHeight = 26;
    int nameWidth = 260;    ///< tree and columns; the time area begins behind it
    int indentStep = 15;    ///< of one level
    CanvasColumns columns;  ///< as they were chosen
    CanvasColumns standing; ///< those of them that have room

    static constexpr int rightMargin = 14;
    static constexpr int dividerSlack = 3;
    static constexpr int columnsMargin = 10;
    static constexpr int leftMargin = 8;
    static constexpr int beforeName = 32; ///< expander and square
    static constexpr int afterName = 6;

    /// Sets nameWidth, indentStep and standing for size and columns: as much as the names need, up to about
    /// half of the canvas. Where that is too little the levels stand closer, then columns give way, and names
    /// are cut last. The reader's own border stays where it was drawn.
    void share(const NameRoom &names);
    /// The time column was chosen, but has no room: lengths stand beside the bars.
    bool lengthGaveWay() const
    {
        constexpr auto length = static_cast<std::size_t>(CanvasColumn::Length);
        return columns.shown[length] && !standing.shown[length];
    }

    int timeX() const { return nameWidth; }
    int timeWidth() const { return std::max(1, size.width() - nameWidth - rightMargin); }
    int rowsHeight() const { return std::max(0, size.height() - headerHeight); }

    /// Left edge of a row's expander. Deep trees are indented less and less, so that a name always has room.
    int indent(std::uint32_t depth) const
    {
        return leftMargin + std::clamp(indentAt(depth, indentStep), 0, std::max(0, nameRight() - 106));
    }
    QRect expander(std::uint32_t depth, int rowY) const { return {indent(depth), rowY, 16, rowHeight}; }
    int squareX(std::uint32_t depth) const { return indent(depth) + 18; }
    int nameX(std::uint32_t depth) const { return indent(depth) + beforeName; }
    int barHeight() const { return std::max(6, rowHeight * 11 / 25); }
    int barY(int rowY) const { return rowY + (rowHeight - barHeight()) / 2 - 1; }
    /// Right end of the names.
    int nameRight() const { return nameWidth - columnsMargin - standing.wholeWidth(); }
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
        for (const CanvasColumn column : standing.visible()) {
            places.push_back({column, x, standing.widthOf(column)});
            x += standing.widthOf(column);
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

private:
    static int indentAt(std::uint32_t depth, int step);
    static int treeWidth(const NameRoom &names, int step);
};

} // namespace spanwise
