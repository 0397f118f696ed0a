// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/sparkline.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace spanwise {
namespace {

/// More points than this are averaged: a sparkline is 80 px wide.
constexpr std::size_t maxPoints = 60;

std::vector<double> averaged(const std::vector<double> &values)
{
    if (values.size() <= maxPoints)
        return values;
    std::vector<double> out;
    for (std::size_t bin = 0; bin < maxPoints; ++bin) {
        double sum = 0;
        int count = 0;
        for (std::size_t i = bin * values.size() / maxPoints; i < (bin + 1) * values.size() / maxPoints;
             ++i) {
            if (!std::isnan(values[i])) {
                sum += values[i];
                ++count;
            }
        }
        out.push_back(count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / count);
    }
    return out;
}

} // namespace

Sparkline::Sparkline(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(24);
    setMaximumWidth(110);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void Sparkline::setValues(std::vector<double> values, Token color)
{
    m_values = averaged(values);
    m_color = color;
    update();
}

QSize Sparkline::sizeHint() const
{
    return {80, 34};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : m_values) {
        if (!std::isnan(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (m_values.size() < 2 || low > high)
        return;
    // A line that hardly moves must not look wild: the scale is never narrower than a tenth of the value.
    const double span = std::max({high - low, std::abs(high) * 0.1, 1e-12});
    const double middle = (high + low) / 2;
    const QRectF area = QRectF(rect()).adjusted(1, 3, -1, -3);
    const auto point = [&](std::size_t i) {
        return QPointF(area.left() +
                           area.width() * static_cast<double>(i) / static_cast<double>(m_values.size() - 1),
                       area.center().y() - (m_values[i] - middle) / span * area.height());
    };
    QList<QLineF> lines;
    for (std::size_t i = 1; i < m_values.size(); ++i) {
        if (!std::isnan(m_values[i - 1]) && !std::isnan(m_values[i]))
            lines.append({point(i - 1), point(i)});
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(m_color), 1.3));
    painter.drawLines(lines);
}

} // namespace spanwise
