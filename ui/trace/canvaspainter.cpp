// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/canvaspainter.h"

#include "core/timeline/ticks.h"
#include "ui/models/format.h"
#include "ui/theme/statemark.h"
#include "ui/trace/spanwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

QString tr(const char *words)
{
    return QCoreApplication::translate("spanwise::Canvas", words);
}

/// The box of a mark of this size around its middle.
QRectF markBox(double x, double y, double size)
{
    return {x - size / 2, y - size / 2, size, size};
}

/// The arrow of a tree row: right when closed, down when open.
void paintExpander(QPainter &painter, QPointF center, bool open, const QColor &color)
{
    const QPolygonF closed{{center.x() - 2.5, center.y() - 4.5},
                           {center.x() + 3.5, center.y()},
                           {center.x() - 2.5, center.y() + 4.5}};
    const QPolygonF opened{{center.x() - 4.5, center.y() - 2.5},
                           {center.x() + 4.5, center.y() - 2.5},
                           {center.x(), center.y() + 3.5}};
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(open ? opened : closed);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

CanvasPainter::CanvasPainter(QPainter &painter, const Theme &theme, const Waterfall &waterfall,
                             const CanvasLayout &layout)
    : m_painter(painter)
    , m_theme(theme)
    , m_waterfall(waterfall)
    , m_layout(layout)
    , m_body(theme.body())
    , m_small(theme.secondary())
    , m_bodyMetrics(m_body)
    , m_smallMetrics(m_small)
{
}

void CanvasPainter::paint(const Frame &frame)
{
    m_painter.fillRect(QRect(QPoint(0, 0), m_layout.size), m_theme.color(Token::Window));
    if (m_waterfall.isEmpty())
        return;
    m_painter.save();
    m_painter.translate(0, m_layout.headerHeight);
    for (const RowBox &box : frame.boxes)
        paintGround(box, frame);
    m_painter.restore();
    paintGrid();
    m_painter.save();
    m_painter.translate(0, m_layout.headerHeight);
    for (const RowBox &box : frame.boxes)
        paintRow(box, frame);
    m_painter.restore();
    paintHeader();
    if (frame.rangeBand) {
        m_painter.fillRect(*frame.rangeBand, withAlpha(m_theme.color(Token::Accent), 0.16));
        m_painter.setPen(m_theme.color(Token::Accent));
        m_painter.drawLine(frame.rangeBand->topLeft(), frame.rangeBand->bottomLeft());
        m_painter.drawLine(frame.rangeBand->topRight(), frame.rangeBand->bottomRight());
    }
}

void CanvasPainter::paintGrid()
{
    m_painter.setPen(withAlpha(m_theme.color(Token::Line), 0.7));
    for (const Tick &tick : ticksFor(m_waterfall.view(), 90).ticks) {
        const int x = m_layout.timeX() + tick.x;
        m_painter.drawLine(x, m_layout.headerHeight, x, m_layout.size.height());
    }
    m_painter.setPen(m_theme.color(Token::Line));
    m_painter.drawLine(m_layout.timeX() - 1, m_layout.headerHeight, m_layout.timeX() - 1,
                       m_layout.size.height());
}

void CanvasPainter::paintHeader()
{
    const QRect header(0, 0, m_layout.size.width(), m_layout.headerHeight);
    m_painter.fillRect(header, m_theme.color(Token::Window));
    m_painter.setPen(m_theme.color(Token::Line));
    m_painter.drawLine(header.bottomLeft(), header.bottomRight());
    m_painter.setFont(m_theme.columnHead());
    m_painter.setPen(m_theme.color(Token::Secondary));
    m_painter.drawText(header.adjusted(12, 0, 0, -1), Qt::AlignVCenter | Qt::AlignLeft, tr("Step"));
    m_painter.drawText(QRect(0, 0, m_layout.nameWidth - 10, m_layout.headerHeight - 1),
                       Qt::AlignVCenter | Qt::AlignRight, tr("Time"));
    const TickScale scale = ticksFor(m_waterfall.view(), 90);
    for (const Tick &tick : scale.ticks) {
        const int x = m_layout.timeX() + tick.x;
        m_painter.setPen(m_theme.color(Token::Line));
        m_painter.drawLine(x, 4, x, m_layout.headerHeight - 1);
        m_painter.setPen(m_theme.color(Token::Secondary));
        const QRect place(x + 5, 0, 120, m_layout.headerHeight - 1);
        m_painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, tickLabel(tick.offset, scale.step));
    }
}

void CanvasPainter::paintGround(const RowBox &box, const Frame &frame)
{
    const QRect row(0, box.y, m_layout.size.width(), m_layout.rowHeight);
    const bool selected = m_waterfall.selected() == box.row;
    if (selected)
        m_painter.fillRect(row, m_theme.color(Token::AccentGround));
    else if (frame.hovered == box.row)
        m_painter.fillRect(row, m_theme.color(Token::Raised));
    else if (box.position % 2 == 0)
        m_painter.fillRect(row,
                           withAlpha(m_theme.color(m_theme.isDark() ? Token::Raised : Token::Panel), 0.35));
    if (selected && frame.focused)
        m_painter.fillRect(QRect(0, box.y, 2, m_layout.rowHeight), m_theme.color(Token::Accent));
}

void CanvasPainter::paintRow(const RowBox &box, const Frame &frame)
{
    paintName(box, frame);
    m_painter.save();
    m_painter.setClipRect(m_layout.timeX(), box.y, m_layout.size.width() - m_layout.timeX(),
                          m_layout.rowHeight);
    paintBar(box);
    paintEvents(box);
    const QString &label = frame.label(box.row);
    if (!label.isEmpty())
        paintLabel(box, label);
    m_painter.restore();
}

void CanvasPainter::paintName(const RowBox &box, const Frame &frame)
{
    const Trace &trace = m_waterfall.trace();
    const int middle = box.y + m_layout.rowHeight / 2;
    if (!trace.tree().children(box.row).empty())
        paintExpander(m_painter, QPointF(m_layout.indent(box.depth) + 8.5, middle),
                      !m_waterfall.isCollapsed(box.row), m_theme.color(Token::Secondary));
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.step(trace.facts(box.row).step));
    m_painter.drawRoundedRect(QRectF(m_layout.squareX(box.depth), middle - 4, 8, 8), 2, 2);
    m_painter.setRenderHint(QPainter::Antialiasing, false);

    int x = m_layout.nameX(box.depth);
    if (trace.facts(box.row).failed) {
        drawMark(m_painter, markBox(x + 5, middle, 10), Mark::Error, m_theme);
        x += 15;
    }
    const int right = m_layout.nameWidth - m_layout.durationWidth - 6;
    m_painter.setFont(m_body);
    m_painter.setPen(m_theme.color(Token::Text));
    const QString name =
        m_bodyMetrics.elidedText(text(trace[box.row].name), Qt::ElideRight, std::max(10, right - x));
    const QRect place(x, box.y, std::max(10, right - x), m_layout.rowHeight);
    if (frame.isMatch && frame.isMatch(box.row)) {
        const QRect mark(x - 2, box.y + 4, m_bodyMetrics.horizontalAdvance(name) + 4, m_layout.rowHeight - 8);
        m_painter.fillRect(mark, withAlpha(m_theme.color(Token::Warning), 0.28));
    }
    m_painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, name);
    m_painter.setPen(m_theme.color(Token::Secondary));
    m_painter.drawText(QRect(m_layout.nameWidth - m_layout.durationWidth - 10, box.y, m_layout.durationWidth,
                             m_layout.rowHeight),
                       Qt::AlignVCenter | Qt::AlignRight, formatDuration(trace[box.row].time.length()));
}

QColor CanvasPainter::barColor(const RowBox &box) const
{
    const QColor color = m_theme.step(m_waterfall.trace().facts(box.row).step);
    const bool decisive = m_waterfall.criticalPath().contains(box.row);
    // What the query did not wait for stands back, but keeps 3:1 against the ground.
    return decisive ? color : withAlpha(color, 0.78);
}

void CanvasPainter::paintBar(const RowBox &box)
{
    if (box.bar.width == 0)
        return;
    const QRect bar(m_layout.timeX() + box.bar.x, m_layout.barY(box.y), box.bar.width, m_layout.barHeight());
    if (bar.width() > 6) {
        m_painter.setRenderHint(QPainter::Antialiasing, true);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(barColor(box));
        m_painter.drawRoundedRect(bar, 2, 2);
        m_painter.setRenderHint(QPainter::Antialiasing, false);
    } else {
        m_painter.fillRect(bar, barColor(box));
    }
    if (m_waterfall.trace().facts(box.row).failed)
        m_painter.fillRect(QRect(bar.x(), bar.y(), std::min(3, bar.width()), bar.height()),
                           m_theme.color(Token::Error));
    if (m_waterfall.criticalPath().contains(box.row))
        m_painter.fillRect(QRect(bar.x(), bar.bottom() + 3, bar.width(), 2), m_theme.color(Token::Secondary));
}

void CanvasPainter::paintEvents(const RowBox &box)
{
    const Span &span = m_waterfall.trace()[box.row];
    const int top = m_layout.barY(box.y) - 3;
    int lastX = -1;
    for (const Event &event : span.events) {
        const BarExtent place = barExtent({event.time, event.time}, m_waterfall.view());
        if (place.width == 0 || place.x == lastX)
            continue;
        lastX = place.x;
        const bool exception = event.name == "exception";
        m_painter.fillRect(QRect(m_layout.timeX() + place.x, top, 2, 6),
                           m_theme.color(exception ? Token::Error : Token::Text));
    }
}

void CanvasPainter::paintLabel(const RowBox &box, const QString &label)
{
    const bool failed = m_waterfall.trace().facts(box.row).failed;
    const int mark = failed ? 14 : 0;
    const int barLeft = m_layout.timeX() + box.bar.x;
    const int barRight = barLeft + box.bar.width;
    const int roomRight = m_layout.size.width() - 8 - (barRight + 7) - mark;
    const int roomLeft = barLeft - 7 - (m_layout.timeX() + 6) - mark;
    const int wanted = m_smallMetrics.horizontalAdvance(label);
    if (box.bar.width == 0)
        return;
    // Behind the bar where there is room, before it when only there, else cut short on the roomier side.
    const bool behind = wanted <= roomRight || roomRight >= roomLeft;
    const int room = behind ? roomRight : roomLeft;
    if (room < 30 && wanted > room)
        return;
    const int width = std::min(wanted, room);
    int x = behind ? barRight + 7 : barLeft - 7 - width - mark;
    if (failed) {
        drawMark(m_painter, markBox(x + 5, box.y + m_layout.rowHeight / 2.0, 10), Mark::Error, m_theme);
        x += mark;
    }
    m_painter.setFont(m_small);
    m_painter.setPen(m_theme.color(failed ? Token::Error : Token::Secondary));
    m_painter.drawText(QRect(x, box.y, width + 2, m_layout.rowHeight), Qt::AlignVCenter | Qt::AlignLeft,
                       wanted <= width ? label : m_smallMetrics.elidedText(label, Qt::ElideRight, width));
}

} // namespace spanwise
