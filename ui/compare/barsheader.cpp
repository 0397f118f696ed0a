// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/barsheader.h"

#include "core/timeline/ticks.h"
#include "ui/compare/barszoom.h"
#include "ui/compare/stepcell.h"
#include "ui/trace/spanwords.h"

#include <QPainter>

namespace spanwise {

BarsHeader::BarsHeader(const Theme &theme, int column, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_theme(theme)
    , m_column(column)
{
    setSectionsClickable(false);
    setHighlightSections(false);
}

void BarsHeader::setZoom(const BarsZoom *zoom)
{
    m_zoom = zoom;
    connect(zoom, &BarsZoom::changed, viewport(), qOverload<>(&QWidget::update));
}

void BarsHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    painter->save();
    QHeaderView::paintSection(painter, rect, logicalIndex);
    painter->restore();
    if (logicalIndex != m_column || m_zoom == nullptr)
        return;
    constexpr int spacing = 90;
    painter->save();
    painter->setClipRect(rect);
    painter->setFont(m_theme.columnHead());
    const int left = rect.left() + StepCell::padding;
    const auto scale = ticksFor(m_zoom->view(), spacing);
    for (const Tick &tick : scale.ticks) {
        painter->setPen(m_theme.color(Token::Line));
        painter->drawLine(left + tick.x, rect.bottom() - 6, left + tick.x, rect.bottom());
        painter->setPen(m_theme.color(Token::Secondary));
        painter->drawText(QRect(left + tick.x + 3, rect.top(), spacing - 4, rect.height()),
                          Qt::AlignVCenter | Qt::AlignLeft, tickLabel(tick.offset, scale.step));
    }
    painter->restore();
}

} // namespace spanwise
