// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/heatlegend.h"

#include "ui/faces/mixed.h"

#include <QPainter>

namespace spanwise {
namespace {

constexpr int stripWidth = 72;

} // namespace

HeatLegend::HeatLegend(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    connect(&m_theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void HeatLegend::setLargest(const QString &words)
{
    m_largest = words;
    setAccessibleName(tr("Colours go from nothing to %1").arg(words));
    setVisible(!words.isEmpty());
    updateGeometry();
    update();
}

QSize HeatLegend::sizeHint() const
{
    const QFontMetrics metrics(m_theme.secondary());
    return {metrics.horizontalAdvance(u'0') + stripWidth + metrics.horizontalAdvance(m_largest) + 20,
            metrics.height() + 4};
}

void HeatLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(m_theme.secondary());
    painter.setPen(m_theme.color(Token::Secondary));
    const int zero = painter.fontMetrics().horizontalAdvance(u'0');
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("0"));
    for (int x = 0; x < stripWidth; ++x)
        painter.fillRect(
            QRect(zero + 6 + x, height() / 2 - 4, 1, 9),
            mixed(m_theme.color(Token::Line), m_theme.color(Token::Warning), double(x) / stripWidth));
    painter.drawText(rect().adjusted(zero + stripWidth + 12, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     m_largest);
}

} // namespace spanwise
