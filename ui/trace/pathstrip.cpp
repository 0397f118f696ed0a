// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/pathstrip.h"

#include "core/timeline/criticalpath.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {

PathStrip::PathStrip(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&m_theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize PathStrip::sizeHint() const
{
    return {300, QFontMetrics(m_theme.body()).height() + 16};
}

void PathStrip::show(const CriticalPath &path)
{
    m_shares.clear();
    QStringList words;
    for (std::size_t i = 0; i < path.shares().size(); ++i) {
        if (path.shares()[i] >= 0.005)
            m_shares.push_back({static_cast<StepKind>(i), path.shares()[i]});
    }
    std::ranges::sort(m_shares, std::greater(), &Share::part);
    for (const Share &share : m_shares)
        words += stepName(share.step) + u' ' + formatPercent(std::round(share.part * 100) / 100);
    setAccessibleName(tr("Critical path"));
    setAccessibleDescription(words.join(u", "));
    setToolTip(
        tr("The critical path: the chain of work that the query waited for. "
           "Spans on it have a line below their bar; making anything else faster would not have helped.") +
        u"\n\n" + words.join(u'\n'));
    update();
}

void PathStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Panel));
    painter.setPen(m_theme.color(Token::Line));
    painter.drawLine(rect().topLeft(), rect().topRight());
    if (m_shares.empty())
        return;
    QFont strong = m_theme.secondary();
    strong.setWeight(QFont::DemiBold);
    int x = 14;
    const auto write = [&](const QString &words, const QFont &font, Token token, int gap) {
        painter.setFont(font);
        painter.setPen(m_theme.color(token));
        const int width = QFontMetrics(font).horizontalAdvance(words);
        painter.drawText(QRect(x, 1, width + 2, height() - 1), Qt::AlignVCenter | Qt::AlignLeft, words);
        x += width + gap;
    };
    write(tr("Critical path"), strong, Token::Text, 14);
    for (const Share &share : m_shares) {
        const int needed = 18 + QFontMetrics(m_theme.secondary()).horizontalAdvance(stepName(share.step)) +
                           QFontMetrics(strong).horizontalAdvance(u"00 %"_s);
        if (x + needed > width() - 8)
            break; // the smallest shares; the tool tip has them all
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.step(share.step));
        painter.drawRoundedRect(QRectF(x, height() / 2.0 - 3.5, 8, 8), 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
        x += 13;
        write(stepName(share.step), m_theme.secondary(), Token::Secondary, 5);
        write(formatPercent(std::round(share.part * 100) / 100), strong, Token::Text, 16);
    }
}

} // namespace spanwise
