// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/statemark.h"

#include <QPainter>

namespace spanwise {

Token tokenOf(Mark mark)
{
    switch (mark) {
    case Mark::Idle:
        return Token::Muted;
    case Mark::Ok:
        return Token::Ok;
    case Mark::Warning:
        return Token::Warning;
    case Mark::Error:
        return Token::Error;
    }
    return Token::Muted;
}

void drawMark(QPainter &painter, const QRectF &rect, Mark mark, const Theme &theme)
{
    const qreal side = std::min(rect.width(), rect.height());
    const QPointF centre = rect.center();
    const qreal half = side / 2;
    const QColor color = theme.color(tokenOf(mark));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (mark) {
    case Mark::Idle:
        painter.setPen(QPen(color, 1.4));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, half - 1.4, half - 1.4);
        break;
    case Mark::Ok:
        painter.drawEllipse(centre, half - 1, half - 1);
        break;
    case Mark::Warning:
        painter.drawPolygon(QPolygonF({centre + QPointF(0, -half), centre + QPointF(half, 0),
                                       centre + QPointF(0, half), centre + QPointF(-half, 0)}));
        break;
    case Mark::Error:
        painter.drawPolygon(QPolygonF({centre + QPointF(0, -half + 0.5), centre + QPointF(half, half - 0.5),
                                       centre + QPointF(-half, half - 0.5)}));
        break;
    }
    painter.restore();
}

StateMark::StateMark(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StateMark::setMark(Mark mark, const QString &description)
{
    setAccessibleName(description);
    setToolTip(description);
    if (mark == m_mark)
        return;
    m_mark = mark;
    update();
}

QSize StateMark::sizeHint() const
{
    return {10, 10};
}

void StateMark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawMark(painter, rect(), m_mark, m_theme);
}

} // namespace spanwise
