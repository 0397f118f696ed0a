// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/rowboxes.h"
#include "ui/theme/theme.h"
#include "ui/trace/canvaslayout.h"
#include "ui/trace/waterfall.h"

#include <QPainter>

#include <functional>
#include <optional>
#include <span>

namespace spanwise {

/// Paints one frame of the waterfall from a list of boxes; touches nothing that is not in the list.
class CanvasPainter
{
public:
    struct Frame
    {
        std::span<const RowBox> boxes;
        std::optional<SpanRow> hovered;
        std::optional<QRect> rangeBand; ///< being selected on the ruler
        bool focused = false;
        std::function<const QString &(SpanRow)> label; ///< beside the bar
        std::function<bool(SpanRow)> isMatch;          ///< of the search
    };

    CanvasPainter(QPainter &painter, const Theme &theme, const Waterfall &waterfall,
                  const CanvasLayout &layout);

    void paint(const Frame &frame);

private:
    void paintGrid();
    void paintHeader();
    void paintRow(const RowBox &box, const Frame &frame);
    void paintGround(const RowBox &box, const Frame &frame);
    void paintName(const RowBox &box, const Frame &frame);
    void paintBar(const RowBox &box);
    void paintEvents(const RowBox &box);
    void paintLabel(const RowBox &box, const QString &label);
    QColor barColor(const RowBox &box) const;

    QPainter &m_painter;
    const Theme &m_theme;
    const Waterfall &m_waterfall;
    const CanvasLayout &m_layout;
    const QFont m_body;
    const QFont m_small;
    const QFontMetrics m_bodyMetrics;
    const QFontMetrics m_smallMetrics;
};

} // namespace spanwise
