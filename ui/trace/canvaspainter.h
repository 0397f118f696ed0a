// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/foldedruns.h"
#include "core/timeline/rowboxes.h"
#include "ui/theme/theme.h"
#include "ui/trace/canvaslayout.h"
#include "ui/trace/spanmarks.h"
#include "ui/trace/waterfall.h"

#include <QPainter>

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace spanwise {

/// Paints one frame of the waterfall from a list of boxes; touches nothing that is not in the list.
class CanvasPainter
{
public:
    struct Frame
    {
        std::span<const RowBox> boxes;
        Viewport view; ///< of the boxes
        std::optional<SpanRow> hovered;
        std::optional<std::pair<int, int>> rangeBand; ///< selected on the ruler, from and to
        std::optional<int> cursorX;                   ///< the mouse in the time area
        bool focused = false;
        std::function<const QString &(SpanRow)> label;               ///< beside the bar
        std::function<const std::vector<FoldedRun> &(SpanRow)> runs; ///< what a closed row hides
        std::function<QString(CanvasColumn, SpanRow)> column;
        SpanMarks marks;
    };

    CanvasPainter(QPainter &painter, const Theme &theme, const Waterfall &waterfall,
                  const CanvasLayout &layout, const Frame &frame);

    void paint();

private:
    void paintGrid();
    void paintHeader();
    void paintHead(QRect place, const QString &title, SpanOrder order, Qt::Alignment side);
    void paintCursor();
    void paintRange();
    void paintRow(const RowBox &box);
    void paintGround(const RowBox &box);
    void paintName(const RowBox &box);
    void paintColumns(const RowBox &box);
    void paintBar(const RowBox &box);
    void paintRuns(const RowBox &box);
    void paintEvents(const RowBox &box);
    void paintLabel(const RowBox &box, const QString &label);
    bool paintLengthOnBar(const RowBox &box, int room);
    QColor spanColor(SpanRow row) const;
    QColor barColor(const RowBox &box) const;

    QPainter &m_painter;
    const Theme &m_theme;
    const Waterfall &m_waterfall;
    const CanvasLayout &m_layout;
    const Frame &m_frame;
    const QFont m_body;
    const QFont m_small;
    const QFontMetrics m_bodyMetrics;
    const QFontMetrics m_smallMetrics;
};

} // namespace spanwise
