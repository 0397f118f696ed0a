// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/qualitychart.h"

#include "ui/compare/qualitydays.h"

#include <QPainter>

#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int leftRoom = 40;
constexpr int bottomRoom = 20;
constexpr int topRoom = 22;
constexpr int rightRoom = 14;

struct Line
{
    double QualityMeans::*measure;
    const char *name;
    StepKind color; // from the palette that is safe for colour-blind eyes
    Qt::PenStyle style;
};

constexpr std::array<Line, 3> lines{
    {{&QualityMeans::hitRate, QT_TRANSLATE_NOOP("spanwise::QualityChart", "hit rate"), StepKind::Retrieval,
      Qt::SolidLine},
     {&QualityMeans::reciprocalRank, QT_TRANSLATE_NOOP("spanwise::QualityChart", "MRR"), StepKind::Reranking,
      Qt::DashLine},
     {&QualityMeans::ndcg, QT_TRANSLATE_NOOP("spanwise::QualityChart", "nDCG"), StepKind::Generation,
      Qt::DotLine}}};

} // namespace

QualityChart::QualityChart(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Quality by day"));
    connect(&m_theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void QualityChart::setDays(std::vector<QualityDay> days)
{
    std::erase_if(days, [](const QualityDay &day) { return day.means.queries == 0; });
    m_days = std::move(days);
    update();
}

void QualityChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.secondary());
    const QRectF area = QRectF(rect()).adjusted(leftRoom, topRoom, -rightRoom, -bottomRoom);
    for (const double level : {0.0, 0.5, 1.0}) {
        const double y = area.bottom() - level * area.height();
        painter.setPen(m_theme.color(Token::Line));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(m_theme.color(Token::Secondary));
        painter.drawText(QRectF(0, y - 9, leftRoom - 6, 18), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(level, 'f', 1));
    }
    if (m_days.empty())
        return;
    const auto x = [&](std::size_t i) {
        return m_days.size() == 1 ? area.center().x()
                                  : area.left() + area.width() * static_cast<double>(i) /
                                                      static_cast<double>(m_days.size() - 1);
    };
    double legend = area.left();
    for (const Line &line : lines) {
        const QColor color = m_theme.step(line.color);
        painter.setPen(QPen(color, 1.6, line.style));
        QPolygonF points;
        for (std::size_t i = 0; i < m_days.size(); ++i)
            points.append(QPointF(x(i), area.bottom() - m_days[i].means.*line.measure * area.height()));
        painter.drawPolyline(points);
        painter.drawLine(QPointF(legend, topRoom / 2.0 - 2), QPointF(legend + 20, topRoom / 2.0 - 2));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (const QPointF &point : points)
            painter.drawEllipse(point, 2.6, 2.6);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(m_theme.color(Token::Secondary));
        const QString name = tr(line.name);
        painter.drawText(QRectF(legend + 26, 0, 120, topRoom - 4), Qt::AlignLeft | Qt::AlignVCenter, name);
        legend += 26 + painter.fontMetrics().horizontalAdvance(name) + 24;
    }
    painter.setPen(m_theme.color(Token::Secondary));
    painter.drawText(QRectF(area.left(), area.bottom() + 2, area.width(), bottomRoom - 2),
                     Qt::AlignLeft | Qt::AlignVCenter, dayWords(m_days.front()));
    if (m_days.size() > 1)
        painter.drawText(QRectF(area.left(), area.bottom() + 2, area.width(), bottomRoom - 2),
                         Qt::AlignRight | Qt::AlignVCenter, dayWords(m_days.back()));
}

} // namespace spanwise
