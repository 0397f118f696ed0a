// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/chartplot.h"

#include "ui/models/format.h"

#include <QAreaSeries>
#include <QChart>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qreal penWidth = 1.4;
constexpr int maxSegments = 24; ///< a line with more gaps than this is bridged over the rest

double secondsBetween(Timestamp from, Timestamp to)
{
    return std::chrono::duration<double>(to - from).count();
}

QPen thin(const QColor &color, qreal width = 1)
{
    QPen pen(color, width);
    pen.setCosmetic(true);
    return pen;
}

QColor faded(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

} // namespace

ChartPlot::ChartPlot(const Theme &theme, Form form, ValueFormat format, QWidget *parent)
    : QChartView(parent)
    , m_theme(theme)
    , m_form(form)
    , m_format(std::move(format))
    , m_x(new QValueAxis(this))
    , m_y(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(96);
    setCacheMode(QGraphicsView::CacheNone);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    m_x->setVisible(false);
    m_y->setVisible(false);
    connect(&theme, &Theme::changed, this, [this] {
        drawCurves();
        viewport()->update();
    });
}

ChartPlot::~ChartPlot() = default;

void ChartPlot::setData(ChartData data)
{
    m_data = std::move(data);
    double largest = 0;
    for (std::size_t line = 0; line < m_data.lines.size(); ++line) {
        for (std::size_t point = 0; point < m_data.pointCount(); ++point) {
            if (const double height = heightOf(line, point); !std::isnan(height))
                largest = std::max(largest, height);
        }
    }
    // A limit is in the picture when the curve comes near it, and does not flatten a curve that is far below.
    for (const Threshold &threshold : m_data.thresholds) {
        if (threshold.value < largest * 3 || largest <= 0)
            largest = std::max(largest, threshold.value * 1.1);
    }
    m_ticks = niceTicks(largest, 4);
    if (m_hover && *m_hover >= m_data.pointCount())
        m_hover.reset();
    fitCurves();
    layOut();
    drawCurves();
    viewport()->update();
}

void ChartPlot::fitCurves()
{
    while (m_curves.size() > m_data.lines.size()) {
        Curve &curve = m_curves.back();
        for (QLineSeries *segment : curve.segments)
            chart()->removeSeries(segment);
        qDeleteAll(curve.segments);
        if (curve.area)
            chart()->removeSeries(curve.area);
        delete curve.area;
        delete curve.upper;
        delete curve.lower;
        m_curves.pop_back();
    }
    while (m_curves.size() < m_data.lines.size()) {
        Curve curve;
        if (m_form == Form::Stacked || m_data.lines[m_curves.size()].filled) {
            curve.upper = new QLineSeries(this);
            curve.lower = new QLineSeries(this);
            curve.area = new QAreaSeries(curve.upper, curve.lower);
            chart()->addSeries(curve.area);
            curve.area->attachAxis(m_x);
            curve.area->attachAxis(m_y);
        }
        m_curves.push_back(curve);
    }
}

void ChartPlot::drawCurves()
{
    m_x->setRange(0, std::max(1.0, secondsBetween(m_data.window.begin, m_data.now)));
    m_y->setRange(0, m_ticks.top);
    for (std::size_t index = 0; index < m_curves.size(); ++index) {
        Curve &curve = m_curves[index];
        if (curve.area)
            drawLayer(curve, index);
        if (m_form == Form::Lines)
            drawSegments(curve, m_data.lines[index], index);
    }
}

QLineSeries *ChartPlot::newSegment(Curve &curve)
{
    auto *segment = new QLineSeries;
    chart()->addSeries(segment);
    segment->attachAxis(m_x);
    segment->attachAxis(m_y);
    curve.segments.push_back(segment);
    return segment;
}

void ChartPlot::drawSegments(Curve &curve, const ChartLine &line, std::size_t index)
{
    std::vector<QList<QPointF>> runs;
    bool open = false;
    for (std::size_t point = 0; point < m_data.pointCount(); ++point) {
        const double value = m_data.valueAt(index, point);
        if (std::isnan(value)) {
            open = false;
            continue;
        }
        if (!open && (runs.empty() || runs.size() < static_cast<std::size_t>(maxSegments)))
            runs.emplace_back();
        open = true;
        runs.back().append({secondsAt(point), value});
    }
    while (curve.segments.size() < runs.size())
        newSegment(curve);
    const double right = secondsBetween(m_data.window.begin, m_data.now);
    const QPen pen = thin(colorOf(m_theme, line.color), penWidth);
    for (std::size_t i = 0; i < curve.segments.size(); ++i) {
        QLineSeries *segment = curve.segments[i];
        if (i >= runs.size()) {
            segment->replace(QList<QPointF>());
            continue;
        }
        // One value alone would have no length: a dot.
        if (runs[i].size() == 1 && m_plot.width() > 0)
            runs[i].append(runs[i].front() + QPointF(2 * right / m_plot.width(), 0));
        if (segment->pen() != pen)
            segment->setPen(pen);
        segment->replace(reducedToColumns(runs[i], 0, right, static_cast<int>(m_plot.width())));
    }
}

void ChartPlot::drawLayer(Curve &curve, std::size_t index)
{
    QList<QPointF> upper;
    QList<QPointF> lower;
    for (std::size_t point = 0; point < m_data.pointCount(); ++point) {
        const double below = m_form == Form::Stacked && index > 0 ? heightOf(index - 1, point) : 0;
        const double height = heightOf(index, point);
        lower.append({secondsAt(point), std::isnan(below) ? 0 : below});
        upper.append({secondsAt(point), std::isnan(height) ? 0 : height});
    }
    const QColor color = colorOf(m_theme, m_data.lines[index].color);
    curve.area->setPen(Qt::NoPen);
    curve.area->setBrush(m_form == Form::Stacked ? faded(color, 0.86) : faded(color, 0.14));
    curve.upper->replace(upper);
    curve.lower->replace(lower);
}

double ChartPlot::secondsAt(std::size_t point) const
{
    return secondsBetween(m_data.window.begin, m_data.timeAt(point));
}

double ChartPlot::heightOf(std::size_t line, std::size_t point) const
{
    if (m_form == Form::Lines)
        return m_data.valueAt(line, point);
    double height = 0;
    for (std::size_t i = 0; i <= line; ++i) {
        const double value = m_data.valueAt(i, point);
        height += std::isnan(value) ? 0 : value;
    }
    return height;
}

double ChartPlot::yOf(double value) const
{
    return m_plot.bottom() - value / m_ticks.top * m_plot.height();
}

std::optional<QPointF> ChartPlot::positionOf(std::size_t line, std::size_t point) const
{
    if (line >= m_data.lines.size() || point >= m_data.pointCount() ||
        std::isnan(m_data.valueAt(line, point)))
        return std::nullopt;
    const double length = std::max(1.0, secondsBetween(m_data.window.begin, m_data.now));
    return QPointF(m_plot.left() + secondsAt(point) / length * m_plot.width(), yOf(heightOf(line, point)));
}

void ChartPlot::layOut()
{
    const QFontMetrics metrics(m_theme.columnHead());
    int labelWidth = 0;
    for (const double tick : m_ticks.values())
        labelWidth = std::max(labelWidth, metrics.horizontalAdvance(m_format(tick)));
    const QRectF plot(labelWidth + 8, metrics.height() / 2.0, width() - labelWidth - 9,
                      height() - metrics.height() * 1.5 - 6);
    if (plot == m_plot)
        return;
    m_plot = plot;
    chart()->setPlotArea(m_plot);
}

void ChartPlot::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layOut();
    drawCurves();
}

void ChartPlot::drawBackground(QPainter *painter, const QRectF &)
{
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(rect(), m_theme.color(Token::Panel));
    painter->setFont(m_theme.columnHead());
    const QFontMetrics metrics(painter->font());
    for (const double tick : m_ticks.values()) {
        const double y = std::round(yOf(tick));
        painter->setPen(thin(m_theme.color(Token::Line)));
        painter->drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
        painter->setPen(m_theme.color(Token::Secondary));
        painter->drawText(QRectF(0, y - metrics.height() / 2.0, m_plot.left() - 8, metrics.height()),
                          Qt::AlignRight | Qt::AlignVCenter, m_format(tick));
    }
    const bool withSeconds = m_data.window.length() <= std::chrono::minutes(5);
    const int labelWidth = metrics.horizontalAdvance(withSeconds ? u"00:00:00"_s : u"00:00"_s);
    const TimeWindow shown{m_data.window.begin, m_data.now};
    const int count = static_cast<int>(m_plot.width() / (labelWidth * 2.2));
    const double length = std::max(1.0, secondsBetween(shown.begin, shown.end));
    painter->setPen(m_theme.color(Token::Secondary));
    for (const Timestamp tick : timeTicks(shown, std::max(1, count))) {
        const double x = m_plot.left() + secondsBetween(shown.begin, tick) / length * m_plot.width();
        // At the edges the label stays inside the card.
        const double left = std::clamp(x - labelWidth / 2.0, m_plot.left(),
                                       std::max(m_plot.left(), m_plot.right() - labelWidth));
        painter->drawText(QRectF(left, m_plot.bottom() + 5, labelWidth + 2, metrics.height()), Qt::AlignLeft,
                          withSeconds ? formatTime(tick) : formatTime(tick).left(5));
    }
}

void ChartPlot::drawForeground(QPainter *painter, const QRectF &)
{
    paintThresholds(*painter);
    paintCrosshair(*painter);
    if (!hasFocus())
        return;
    painter->setPen(thin(m_theme.color(Token::Accent), 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

void ChartPlot::paintThresholds(QPainter &painter) const
{
    painter.setFont(m_theme.columnHead());
    const QFontMetrics metrics(painter.font());
    const QColor color = m_theme.color(Token::Error);
    for (const Threshold &threshold : m_data.thresholds) {
        if (threshold.value > m_ticks.top || threshold.value < 0)
            continue;
        const double y = std::round(yOf(threshold.value)) + 0.5;
        QPen pen = thin(color);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
        const QString label = QString::fromStdString(threshold.label);
        QRectF box(0, 0, metrics.horizontalAdvance(label) + 8, metrics.height());
        // Left, where the past is, and on a ground: curves are newest and busiest at the right.
        box.moveTopLeft({m_plot.left() + 4, y - metrics.height() - 1});
        if (box.top() < 0)
            box.moveTop(y + 1);
        painter.fillRect(box, faded(m_theme.color(Token::Panel), 0.8));
        painter.setPen(color);
        painter.drawText(box, Qt::AlignCenter, label);
    }
}

void ChartPlot::paintCrosshair(QPainter &painter) const
{
    if (!m_hover || m_data.lines.empty())
        return;
    const std::size_t point = *m_hover;
    const double length = std::max(1.0, secondsBetween(m_data.window.begin, m_data.now));
    const double x = m_plot.left() + secondsAt(point) / length * m_plot.width();
    painter.setPen(thin(m_theme.color(Token::Muted)));
    painter.drawLine(QPointF(x, m_plot.top()), QPointF(x, m_plot.bottom()));
    painter.setFont(m_theme.secondary());
    const QFontMetrics metrics(painter.font());
    QStringList names{formatTime(m_data.timeAt(point))};
    QStringList values{QString()};
    for (std::size_t line = 0; line < m_data.lines.size(); ++line) {
        if (const auto at = positionOf(line, point)) {
            painter.setBrush(m_theme.color(Token::Panel));
            painter.setPen(thin(colorOf(m_theme, m_data.lines[line].color), line == m_hoverLine ? 2.4 : 1.4));
            painter.drawEllipse(*at, 3.2, 3.2);
        }
        names << m_data.lines[line].name;
        values << m_format(m_data.valueAt(line, point));
    }
    int nameWidth = 0;
    int valueWidth = 0;
    for (qsizetype i = 0; i < names.size(); ++i) {
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(names[i]));
        valueWidth = std::max(valueWidth, metrics.horizontalAdvance(values[i]));
    }
    const double boxWidth = nameWidth + valueWidth + 44;
    QRectF box(x + 10, m_plot.top() + 2, boxWidth, metrics.height() * static_cast<double>(names.size()) + 10);
    if (box.right() > m_plot.right())
        box.moveRight(x - 10);
    painter.setPen(thin(m_theme.color(Token::Line)));
    painter.setBrush(m_theme.color(Token::Raised));
    painter.drawRoundedRect(box, 5, 5);
    QRectF row(box.left() + 10, box.top() + 5, boxWidth - 20, metrics.height());
    for (qsizetype i = 0; i < names.size(); ++i, row.translate(0, metrics.height())) {
        if (i > 0) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colorOf(m_theme, m_data.lines[static_cast<std::size_t>(i - 1)].color));
            painter.drawRect(QRectF(row.left(), row.center().y() - 1, 8, 2));
        }
        painter.setPen(m_theme.color(i == 0 ? Token::Text : Token::Secondary));
        painter.drawText(row.adjusted(i == 0 ? 0 : 13, 0, 0, 0), Qt::AlignVCenter, names[i]);
        painter.setPen(m_theme.color(Token::Text));
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, values[i]);
    }
}

std::optional<std::size_t> ChartPlot::pointAt(double x) const
{
    if (m_data.pointCount() < 2 || x < m_plot.left() - 6 || x > m_plot.right() + 6)
        return std::nullopt;
    const double length = std::max(1.0, secondsBetween(m_data.window.begin, m_data.now));
    const double seconds = (x - m_plot.left()) / m_plot.width() * length;
    const double step = std::chrono::duration<double>(m_data.step).count();
    const auto last = static_cast<double>(m_data.pointCount() - 1);
    auto nearest = static_cast<std::size_t>(std::clamp(std::round(seconds / step) - 1, 0.0, last));
    // The value now stands closer to its neighbour than a step.
    if (nearest + 1 < m_data.pointCount() &&
        std::abs(secondsAt(nearest + 1) - seconds) < std::abs(secondsAt(nearest) - seconds))
        ++nearest;
    return nearest;
}

std::optional<std::size_t> ChartPlot::lineAt(std::size_t point, double y) const
{
    std::optional<std::size_t> nearest;
    double distance = std::numeric_limits<double>::infinity();
    for (std::size_t line = 0; line < m_data.lines.size(); ++line) {
        const auto at = positionOf(line, point);
        if (!at)
            continue;
        if (m_form == Form::Stacked) {
            // The first layer whose top is above the cursor holds it; above the stack it is the last one.
            nearest = line;
            if (at->y() <= y)
                break;
        } else if (std::abs(at->y() - y) < distance) {
            distance = std::abs(at->y() - y);
            nearest = line;
        }
    }
    return nearest;
}

void ChartPlot::setHover(std::optional<std::size_t> point)
{
    m_hover = point;
    viewport()->setCursor(point ? Qt::PointingHandCursor : Qt::ArrowCursor);
    viewport()->update();
}

void ChartPlot::mouseMoveEvent(QMouseEvent *event)
{
    const auto point = pointAt(event->position().x());
    if (point)
        m_hoverLine = lineAt(*point, event->position().y()).value_or(0);
    setHover(point);
}

void ChartPlot::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const auto point = pointAt(event->position().x());
    const auto line = point ? lineAt(*point, event->position().y()) : std::nullopt;
    if (line)
        Q_EMIT pointClicked(*line, *point);
}

void ChartPlot::leaveEvent(QEvent *event)
{
    setHover(std::nullopt);
    QChartView::leaveEvent(event);
}

void ChartPlot::keyPressEvent(QKeyEvent *event)
{
    const std::size_t count = m_data.pointCount();
    if (count < 2)
        return QChartView::keyPressEvent(event);
    const std::size_t here = m_hover.value_or(count - 1);
    switch (event->key()) {
    case Qt::Key_Left:
        return setHover(here == 0 ? 0 : here - 1);
    case Qt::Key_Right:
        return setHover(std::min(count - 1, here + 1));
    case Qt::Key_Up:
    case Qt::Key_Down:
        m_hoverLine = (m_hoverLine + (event->key() == Qt::Key_Down ? 1 : m_data.lines.size() - 1)) %
                      m_data.lines.size();
        return setHover(here);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_hover && m_hoverLine < m_data.lines.size())
            Q_EMIT pointClicked(m_hoverLine, *m_hover);
        return;
    case Qt::Key_Escape:
        return setHover(std::nullopt);
    default:
        QChartView::keyPressEvent(event);
    }
}

} // namespace spanwise
