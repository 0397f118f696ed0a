// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/canvaspainter.h"

#include "core/model/steplabel.h"
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

/// The same as painting color with this alpha over ground, but a fill of opaque pixels is ten times as fast.
QColor blended(const QColor &color, const QColor &ground, double alpha)
{
    const auto mix = [alpha](int over, int under) {
        return static_cast<int>(over * alpha + under * (1 - alpha) + 0.5);
    };
    return {mix(color.red(), ground.red()), mix(color.green(), ground.green()),
            mix(color.blue(), ground.blue())};
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
                             const CanvasLayout &layout, const Frame &frame)
    : m_painter(painter)
    , m_theme(theme)
    , m_waterfall(waterfall)
    , m_layout(layout)
    , m_frame(frame)
    , m_body(theme.body())
    , m_small(theme.secondary())
    , m_bodyMetrics(m_body)
    , m_smallMetrics(m_small)
{
}

void CanvasPainter::paint()
{
    m_painter.fillRect(QRect(QPoint(0, 0), m_layout.size), m_theme.color(Token::Window));
    if (m_waterfall.isEmpty())
        return;
    m_painter.save();
    m_painter.translate(0, m_layout.headerHeight);
    for (const RowBox &box : m_frame.boxes)
        paintGround(box);
    m_painter.restore();
    paintGrid();
    m_painter.save();
    m_painter.translate(0, m_layout.headerHeight);
    for (const RowBox &box : m_frame.boxes)
        paintRow(box);
    m_painter.restore();
    paintHeader();
    paintRange();
    paintCursor();
}

void CanvasPainter::paintRange()
{
    if (!m_frame.rangeBand)
        return;
    const int from = std::max(m_frame.rangeBand->first, m_layout.timeX());
    const int to = std::min(m_frame.rangeBand->second, m_layout.size.width());
    if (to < from)
        return;
    m_painter.fillRect(QRect(QPoint(from, 0), QPoint(to, m_layout.size.height())),
                       withAlpha(m_theme.color(Token::Accent), 0.13));
    m_painter.setPen(m_theme.color(Token::Accent));
    for (const int x : {m_frame.rangeBand->first, m_frame.rangeBand->second}) {
        if (x >= m_layout.timeX())
            m_painter.drawLine(x, 0, x, m_layout.size.height());
    }
    const Duration length =
        m_frame.view.timeAt(m_frame.rangeBand->second) - m_frame.view.timeAt(m_frame.rangeBand->first);
    const QString words = formatDuration(length);
    m_painter.setFont(m_theme.columnHead());
    if (to - from > QFontMetrics(m_theme.columnHead()).horizontalAdvance(words) + 8)
        m_painter.drawText(QRect(from, 0, to - from, m_layout.headerHeight - 1), Qt::AlignCenter, words);
}

/// The line under the mouse, with its instant on the ruler.
void CanvasPainter::paintCursor()
{
    if (!m_frame.cursorX)
        return;
    const int x = *m_frame.cursorX;
    m_painter.setPen(QPen(withAlpha(m_theme.color(Token::Secondary), 0.6), 1, Qt::DashLine));
    m_painter.drawLine(x, m_layout.headerHeight, x, m_layout.size.height());
    // To the pixel: finer digits would be made up.
    const Timestamp time = m_frame.view.timeAt(x - m_layout.timeX());
    const Duration pixel = std::max(Duration(1), m_frame.view.window().length() / m_frame.view.widthPx());
    const QString words = tickLabel(time - m_frame.view.whole().begin, pixel);
    m_painter.setFont(m_theme.columnHead());
    const int width = QFontMetrics(m_theme.columnHead()).horizontalAdvance(words) + 10;
    const int left = std::clamp(x - width / 2, m_layout.timeX(),
                                std::max(m_layout.timeX(), m_layout.size.width() - width));
    m_painter.fillRect(QRect(left, 1, width, m_layout.headerHeight - 3), m_theme.color(Token::Raised));
    m_painter.setPen(m_theme.color(Token::Text));
    m_painter.drawText(QRect(left, 0, width, m_layout.headerHeight - 1), Qt::AlignCenter, words);
}

void CanvasPainter::paintGrid()
{
    m_painter.setPen(withAlpha(m_theme.color(Token::Line), 0.7));
    for (const Tick &tick : ticksFor(m_frame.view, 90).ticks) {
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
    paintHead(QRect(12, 0, std::max(20, m_layout.nameRight() - 16), m_layout.headerHeight - 1), tr("Step"),
              SpanOrder::Name, Qt::AlignLeft);
    for (const CanvasLayout::ColumnPlace &place : m_layout.columnPlaces())
        paintHead(QRect(place.x, 0, place.width, m_layout.headerHeight - 1), columnTitle(place.column),
                  orderOf(place.column),
                  place.column == CanvasColumn::Service ? Qt::AlignLeft : Qt::AlignRight);
    const TickScale scale = ticksFor(m_frame.view, 90);
    const QFontMetrics metrics(m_theme.columnHead());
    for (const Tick &tick : scale.ticks) {
        const int x = m_layout.timeX() + tick.x;
        m_painter.setPen(m_theme.color(Token::Line));
        m_painter.drawLine(x, 4, x, m_layout.headerHeight - 1);
        m_painter.setPen(m_theme.color(Token::Secondary));
        const QRect place(x + 5, 0, 120, m_layout.headerHeight - 1);
        const QString words = tickLabel(tick.offset, scale.step);
        if (place.x() + metrics.horizontalAdvance(words) < m_layout.size.width())
            m_painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, words);
    }
}

void CanvasPainter::paintHead(QRect place, const QString &title, SpanOrder order, Qt::Alignment side)
{
    const bool ordered = m_layout.columns.order == order;
    const QString words =
        ordered ? (m_layout.columns.descending ? u"\u2193 "_s : u"\u2191 "_s) + title : title;
    m_painter.setPen(m_theme.color(ordered ? Token::Text : Token::Secondary));
    m_painter.drawText(place, static_cast<int>(Qt::AlignVCenter | side),
                       QFontMetrics(m_theme.columnHead()).elidedText(words, Qt::ElideRight, place.width()));
}

void CanvasPainter::paintGround(const RowBox &box)
{
    const QRect row(0, box.y, m_layout.size.width(), m_layout.rowHeight);
    const bool selected = m_waterfall.selected() == box.row;
    if (selected)
        m_painter.fillRect(row, m_theme.color(Token::AccentGround));
    else if (m_frame.hovered == box.row)
        m_painter.fillRect(row, m_theme.color(Token::Raised));
    else if (box.position % 2 == 0)
        m_painter.fillRect(row, blended(m_theme.color(m_theme.isDark() ? Token::Raised : Token::Panel),
                                        m_theme.color(Token::Window), 0.35));
    if (selected && m_frame.focused)
        m_painter.fillRect(QRect(0, box.y, 2, m_layout.rowHeight), m_theme.color(Token::Accent));
}

void CanvasPainter::paintRow(const RowBox &box)
{
    m_painter.setOpacity(m_frame.marks.isDimmed(box.row) ? dimmedOpacity : 1);
    paintName(box);
    paintColumns(box);
    m_painter.save();
    m_painter.setClipRect(m_layout.timeX(), box.y, m_layout.size.width() - m_layout.timeX(),
                          m_layout.rowHeight);
    paintBar(box);
    if (m_waterfall.isCollapsed(box.row))
        paintRuns(box);
    paintEvents(box);
    const QString &label = m_frame.label(box.row);
    if (m_waterfall.isCollapsed(box.row)) {
        const QString folded =
            counted(m_waterfall.subtrees().below(box.row), tr("1 span folded"), tr("%1 spans folded"));
        paintLabel(box, label.isEmpty() ? folded : label + u" \u00b7 "_s + folded);
    } else if (!label.isEmpty()) {
        paintLabel(box, label);
    }
    m_painter.restore();
    m_painter.setOpacity(1);
}

void CanvasPainter::paintColumns(const RowBox &box)
{
    m_painter.setFont(m_body);
    m_painter.setPen(m_theme.color(Token::Secondary));
    for (const CanvasLayout::ColumnPlace &place : m_layout.columnPlaces()) {
        const bool isText = place.column == CanvasColumn::Service;
        const QRect rect(place.x + 4, box.y, place.width - 4, m_layout.rowHeight);
        m_painter.drawText(
            rect,
            static_cast<int>(Qt::AlignVCenter | (isText ? Qt::AlignLeft : Qt::AlignRight)) |
                Qt::TextSingleLine,
            m_bodyMetrics.elidedText(m_frame.column(place.column, box.row), Qt::ElideRight, rect.width()));
    }
}

/// What a closed row hides, below its bar: spans that can be told apart as lines, the others as hatched runs
/// with their count.
void CanvasPainter::paintRuns(const RowBox &box)
{
    const int bottom = m_layout.barY(box.y) + m_layout.barHeight();
    const int height = std::max(4, m_layout.barHeight() / 2);
    m_painter.setFont(m_small);
    for (const FoldedRun &run : m_frame.runs(box.row)) {
        const QRect place(m_layout.timeX() + run.x, bottom - height + 2, run.width, height);
        const QColor color = run.failed ? m_theme.color(Token::Error) : m_theme.step(run.step);
        m_painter.fillRect(place, m_theme.color(Token::Window));
        if (run.count == 1) {
            m_painter.fillRect(place.adjusted(0, 0, 0, -1), withAlpha(color, 0.85));
            continue;
        }
        m_painter.fillRect(place, withAlpha(color, 0.3));
        m_painter.fillRect(place, QBrush(color, Qt::BDiagPattern));
        const QString words = u"\u00d7"_s + formatCount(run.count);
        const int width = m_smallMetrics.horizontalAdvance(words);
        if (width + 6 > run.width)
            continue;
        const QRect label(place.center().x() - width / 2 - 3, box.y + 2, width + 6, m_layout.rowHeight - 4);
        m_painter.fillRect(label, withAlpha(m_theme.color(Token::Window), 0.85));
        m_painter.setPen(m_theme.color(Token::Text));
        m_painter.drawText(label, Qt::AlignCenter, words);
    }
}

void CanvasPainter::paintName(const RowBox &box)
{
    const Trace &trace = m_waterfall.trace();
    const int middle = box.y + m_layout.rowHeight / 2;
    if (!trace.tree().children(box.row).empty())
        paintExpander(m_painter, QPointF(m_layout.indent(box.depth) + 8.5, middle),
                      !m_waterfall.isCollapsed(box.row), m_theme.color(Token::Secondary));
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(spanColor(box.row));
    m_painter.drawRoundedRect(QRectF(m_layout.squareX(box.depth), middle - 4, 8, 8), 2, 2);
    m_painter.setRenderHint(QPainter::Antialiasing, false);

    int x = m_layout.nameX(box.depth);
    if (trace.facts(box.row).failed) {
        drawMark(m_painter, markBox(x + 5, middle, 10), Mark::Error, m_theme);
        x += 15;
    }
    const int right = m_layout.nameRight() - 4;
    m_painter.setFont(m_body);
    m_painter.setPen(m_theme.color(Token::Text));
    const QString name =
        m_bodyMetrics.elidedText(text(stepLabel(trace[box.row])), Qt::ElideRight, std::max(10, right - x));
    const QRect place(x, box.y, std::max(10, right - x), m_layout.rowHeight);
    if (m_frame.marks.isMatch(box.row)) {
        const QRect mark(x - 2, box.y + 4, m_bodyMetrics.horizontalAdvance(name) + 4, m_layout.rowHeight - 8);
        m_painter.fillRect(mark, withAlpha(m_theme.color(Token::Warning), 0.28));
    }
    m_painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, name);
}

QColor CanvasPainter::spanColor(SpanRow row) const
{
    const QColor ruled = m_frame.marks.color(row);
    return ruled.isValid() ? ruled : m_theme.step(m_waterfall.trace().facts(row).step);
}

QColor CanvasPainter::barColor(const RowBox &box) const
{
    const QColor color = spanColor(box.row);
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
        const BarExtent place = barExtent({event.time, event.time}, m_frame.view);
        if (place.width == 0 || place.x == lastX)
            continue;
        lastX = place.x;
        const bool exception = event.name == "exception";
        m_painter.fillRect(QRect(m_layout.timeX() + place.x, top, 2, 6),
                           m_theme.color(exception ? Token::Error : Token::Text));
    }
}

/// Where the time column gave way and the room beside the bar is too little for the length alone. Whether it
/// was painted.
bool CanvasPainter::paintLengthOnBar(const RowBox &box, int room)
{
    const QString words = formatDuration(m_waterfall.trace()[box.row].time.length());
    const int width = m_smallMetrics.horizontalAdvance(words) + 8;
    const int left = m_layout.timeX() + std::max(0, box.bar.x);
    const int right = std::min(m_layout.timeX() + box.bar.x + box.bar.width, m_layout.size.width()) - 6;
    if (width + 8 <= room || right - width < left + 6)
        return false;
    const QRect place(right - width, box.y + 3, width, m_layout.rowHeight - 7);
    m_painter.fillRect(place, withAlpha(m_theme.color(Token::Window), 0.88));
    m_painter.setFont(m_small);
    m_painter.setPen(m_theme.color(Token::Text));
    m_painter.drawText(place, Qt::AlignCenter, words);
    return true;
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
    if (wanted > room && m_layout.lengthGaveWay() && paintLengthOnBar(box, room))
        return;
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
