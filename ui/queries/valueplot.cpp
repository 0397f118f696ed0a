// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/valueplot.h"

#include "ui/models/format.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace spanwise {
namespace {

constexpr double dotRadius = 3;
constexpr double reach = 9;  // of the mouse
constexpr int gridLines = 4; // about

/// 1, 2, 2.5 or 5 times a power of ten, at least that.
double roundStep(double least)
{
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double step : {1.0, 2.0, 2.5, 5.0}) {
        if (step * power >= least)
            return step * power;
    }
    return 10 * power;
}

} // namespace

ValuePlot::ValuePlot(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(260, 160);
    setAccessibleName(tr("Values over time"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ValuePlot::setValues(std::vector<DatedValue> values)
{
    m_values = std::move(values);
    m_pointed.reset();
    if (!m_values.empty()) {
        std::vector<double> sorted;
        for (const DatedValue &value : m_values)
            sorted.push_back(value.value);
        std::ranges::sort(sorted);
        m_median = sorted[sorted.size() / 2];
        const double span = sorted.back() - sorted.front();
        const double room = span > 0 ? span * 0.06 : std::max(1.0, std::abs(sorted.front()) * 0.1);
        // Zero is worth showing where it is near: a small change shall not look like a cliff.
        const double low = sorted.front() >= 0 && sorted.front() < 2 * span ? 0 : sorted.front() - room;
        m_step = roundStep((sorted.back() + room - low) / gridLines);
        m_low = std::floor(low / m_step) * m_step;
        m_high = std::ceil((sorted.back() + room) / m_step) * m_step;
    }
    update();
}

QRectF ValuePlot::plotArea() const
{
    const QFontMetrics metrics(m_theme.secondary());
    const int left = std::max(metrics.horizontalAdvance(formatNumber(m_high)),
                              metrics.horizontalAdvance(formatNumber(m_low))) +
                     18;
    return QRectF(rect()).adjusted(left, 10, -16, -metrics.height() - 12);
}

QPointF ValuePlot::positionOf(std::size_t index) const
{
    const QRectF area = plotArea();
    const DatedValue &value = m_values[index];
    const double whole =
        std::max<double>(1, static_cast<double>((m_values.back().time - m_values.front().time).count()));
    const double along = m_values.size() == 1
                             ? 0.5
                             : static_cast<double>((value.time - m_values.front().time).count()) / whole;
    return {area.left() + along * area.width(),
            area.bottom() - (value.value - m_low) / (m_high - m_low) * area.height()};
}

std::optional<std::size_t> ValuePlot::valueAt(QPointF at) const
{
    std::optional<std::size_t> best;
    double nearest = reach * reach;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const QPointF apart = positionOf(i) - at;
        const double distance = QPointF::dotProduct(apart, apart);
        if (distance <= nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

void ValuePlot::pointAt(std::optional<std::size_t> index)
{
    if (std::exchange(m_pointed, index) == index)
        return;
    setCursor(index ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
    Q_EMIT pointedAt(index);
}

void ValuePlot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Panel));
    if (m_values.empty())
        return;
    const QRectF area = plotArea();
    painter.setFont(m_theme.secondary());
    const QFontMetrics metrics(m_theme.secondary());
    const double lines = std::round((m_high - m_low) / m_step);
    for (double i = 0; i <= lines; ++i) {
        const double share = i / lines;
        const double y = std::round(area.bottom() - share * area.height()) + 0.5;
        painter.setPen(m_theme.color(Token::Line));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(m_theme.color(Token::Secondary));
        painter.drawText(QRectF(0, y - metrics.height() / 2.0, area.left() - 8, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, formatNumber(m_low + share * (m_high - m_low)));
    }
    const QRectF below(area.left(), area.bottom() + 6, area.width(), metrics.height());
    const bool oneDay = m_values.back().time - m_values.front().time < std::chrono::hours(20);
    const auto when = [&](Timestamp time) {
        return oneDay ? formatTime(time) : formatFullTime(time).left(16);
    };
    painter.drawText(below, Qt::AlignLeft, when(m_values.front().time));
    if (m_values.size() > 1)
        painter.drawText(below, Qt::AlignRight, when(m_values.back().time));

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(Token::Secondary), 1, Qt::DashLine));
    const double median = area.bottom() - (m_median - m_low) / (m_high - m_low) * area.height();
    painter.drawLine(QPointF(area.left(), median), QPointF(area.right(), median));
    QColor dot = m_theme.color(Token::Accent);
    dot.setAlphaF(m_values.size() > 300 ? 0.5F : 0.8F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(dot);
    for (std::size_t i = 0; i < m_values.size(); ++i)
        painter.drawEllipse(positionOf(i), dotRadius, dotRadius);
    if (m_pointed) {
        painter.setPen(QPen(m_theme.color(Token::Text), 2));
        painter.setBrush(m_theme.color(Token::Accent));
        painter.drawEllipse(positionOf(*m_pointed), dotRadius + 2, dotRadius + 2);
    }
}

void ValuePlot::mouseMoveEvent(QMouseEvent *event)
{
    pointAt(valueAt(event->position()));
}

void ValuePlot::mousePressEvent(QMouseEvent *event)
{
    const auto index = valueAt(event->position());
    if (event->button() == Qt::LeftButton && index)
        Q_EMIT traceRequested(m_values[*index].trace);
}

void ValuePlot::leaveEvent(QEvent *)
{
    pointAt(std::nullopt);
}

void ValuePlot::keyPressEvent(QKeyEvent *event)
{
    const bool back = event->key() == Qt::Key_Left;
    if (m_values.empty()) {
        QWidget::keyPressEvent(event);
    } else if (back || event->key() == Qt::Key_Right) {
        const std::size_t last = m_values.size() - 1;
        pointAt(!m_pointed ? last
                : back     ? *m_pointed - std::min<std::size_t>(*m_pointed, 1)
                           : std::min(last, *m_pointed + 1));
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_pointed) {
        Q_EMIT traceRequested(m_values[*m_pointed].trace);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace spanwise
