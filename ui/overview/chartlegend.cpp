// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/chartlegend.h"

#include <QFontMetrics>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int swatch = 8;
constexpr int gap = 5;
constexpr int between = 12;

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

ChartLegend::ChartLegend(const Theme &theme, bool squares, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_squares(squares)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ChartLegend::setEntries(std::vector<Entry> entries)
{
    m_entries = std::move(entries);
    QStringList texts;
    for (const Entry &entry : m_entries)
        texts << entry.name + u' ' + entry.value;
    setToolTip(texts.join(u'\n'));
    setAccessibleName(texts.join(u", "_s));
    update();
}

QSize ChartLegend::sizeHint() const
{
    return {200, QFontMetrics(m_theme.secondary()).height() + 2};
}

QSize ChartLegend::minimumSizeHint() const
{
    return {30, sizeHint().height()};
}

int ChartLegend::widthOf(const Entry &entry) const
{
    return swatch + gap + QFontMetrics(m_theme.secondary()).horizontalAdvance(entry.name) + gap +
           QFontMetrics(bold(m_theme.secondary())).horizontalAdvance(entry.value) + between;
}

void ChartLegend::paintEvent(QPaintEvent *)
{
    const QFont plain = m_theme.secondary();
    const QFont strong = bold(plain);
    const int moreWidth = QFontMetrics(plain).horizontalAdvance(u"+99"_s) + between;
    std::size_t shown = 0;
    int used = 0;
    for (; shown < m_entries.size(); ++shown) {
        const int reserve = shown + 1 < m_entries.size() ? moreWidth : 0;
        if (used + widthOf(m_entries[shown]) - between + reserve > width())
            break;
        used += widthOf(m_entries[shown]);
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool more = shown < m_entries.size();
    int x = width() - used + between - (more ? moreWidth : 0);
    for (std::size_t i = 0; i < shown; ++i) {
        const Entry &entry = m_entries[i];
        const QColor color = colorOf(m_theme, entry.color);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        const qreal middle = height() / 2.0;
        if (m_squares)
            painter.drawRoundedRect(QRectF(x, middle - 4, swatch, swatch), 2, 2);
        else
            painter.drawRoundedRect(QRectF(x, middle - 1, swatch, 2), 1, 1);
        const int nameWidth = QFontMetrics(plain).horizontalAdvance(entry.name);
        painter.setFont(plain);
        painter.setPen(m_theme.color(Token::Secondary));
        painter.drawText(QRect(x + swatch + gap, 0, nameWidth + 2, height()), Qt::AlignVCenter, entry.name);
        painter.setFont(strong);
        painter.setPen(m_theme.color(Token::Text));
        painter.drawText(QRect(x + swatch + 2 * gap + nameWidth, 0, width(), height()), Qt::AlignVCenter,
                         entry.value);
        x += widthOf(entry);
    }
    if (more) {
        painter.setFont(plain);
        painter.setPen(m_theme.color(Token::Secondary));
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter,
                         u"+%1"_s.arg(m_entries.size() - shown));
    }
}

} // namespace spanwise
