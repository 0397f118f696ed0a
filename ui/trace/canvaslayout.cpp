// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/canvaslayout.h"

#include "ui/trace/nameroom.h"

#include <array>

namespace spanwise {
namespace {

constexpr int fullIndent = 15;
constexpr int tightIndent = 9;
constexpr int leastIndent = 5;
constexpr int leastTree = 180;    // without its columns; fewer pixels look like a mistake
constexpr int leastDragged = 100; // of the tree, when the reader drew the border
constexpr int mostOfWhole = 56;   // percent of the canvas: bars want to be seen, too
constexpr int leastWhole = 140;
constexpr int leastTime = 120;

/// The first is missed least.
constexpr std::array givingWay{CanvasColumn::Cost, CanvasColumn::Tokens, CanvasColumn::SelfTime,
                               CanvasColumn::Service, CanvasColumn::Length};

} // namespace

int CanvasLayout::indentAt(std::uint32_t depth, int step)
{
    constexpr std::uint32_t full = 8;
    return static_cast<int>(std::min(depth, full)) * step +
           static_cast<int>(std::min<std::uint32_t>(depth - std::min(depth, full), 1000)) * 3;
}

int CanvasLayout::treeWidth(const NameRoom &names, int step)
{
    int widest = 0;
    for (std::size_t depth = 0; depth < names.widest().size(); ++depth)
        widest = std::max(widest, leftMargin + indentAt(static_cast<std::uint32_t>(depth), step) +
                                      beforeName + names.widest()[depth] + afterName);
    return widest;
}

void CanvasLayout::share(const NameRoom &names)
{
    const bool drawn = columns.divider > 0;
    const int most = std::max(leastWhole, drawn ? std::min(columns.divider, size.width() - leastTime)
                                                : size.width() * mostOfWhole / 100);
    standing = columns;
    indentStep = fullIndent;
    const auto wanted = [&] {
        const int whole = treeWidth(names, indentStep);
        return drawn ? std::min(whole, leastDragged) : whole;
    };
    const auto isShort = [&] { return most - columnsMargin - standing.wholeWidth() < wanted(); };
    if (isShort())
        indentStep = tightIndent;
    for (const CanvasColumn column : givingWay) {
        if (isShort())
            standing.shown[static_cast<std::size_t>(column)] = false;
    }
    if (isShort())
        indentStep = leastIndent;
    const int beside = columnsMargin + standing.wholeWidth();
    nameWidth = drawn ? most : std::clamp(wanted() + beside, std::min(leastTree + beside, most), most);
}

} // namespace spanwise
