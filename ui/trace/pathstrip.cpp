// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/pathstrip.h"

#include "core/timeline/criticalpath.h"
#include "core/timeline/rangesums.h"
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

void PathStrip::show(const PathShares &shares, const RangeSums &sums, const QString &range)
{
    m_shares.clear();
    for (std::size_t i = 0; i < shares.steps.size(); ++i)
        m_shares.push_back(
            {stepName(static_cast<StepKind>(i)), m_theme.step(static_cast<StepKind>(i)), shares.steps[i]});
    m_shares.push_back({tr("waiting"), m_theme.color(Token::Muted), shares.waiting});
    std::erase_if(m_shares, [](const Share &share) { return share.part < 0.005; });
    std::ranges::stable_sort(m_shares, std::greater(), &Share::part);
    m_range = range;
    QStringList parts{counted(sums.spans, tr("1 span"), tr("%1 spans"))};
    if (sums.failed > 0)
        parts << counted(sums.failed, tr("1 failed"), tr("%1 failed"));
    if (sums.tokens > 0)
        parts << tr("%1 tokens").arg(formatCount(static_cast<std::uint64_t>(sums.tokens)));
    if (sums.costUsd > 0)
        parts << formatCost(sums.costUsd);
    m_sums = parts;

    QStringList words;
    if (!m_range.isEmpty())
        words += tr("Only %1").arg(m_range);
    for (const Share &share : m_shares)
        words += share.name + u' ' + formatPercent(std::round(share.part * 100) / 100);
    words += m_sums.join(u" · "_s);
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
    const QFontMetrics plainly(m_theme.secondary());
    const auto needs = [&](const Share &share) {
        return 18 + plainly.horizontalAdvance(share.name) + QFontMetrics(strong).horizontalAdvance(u"00 %"_s);
    };
    // The path is what the strip is for: where both have no room, counts give way from the end.
    int least = 14 + QFontMetrics(strong).horizontalAdvance(tr("Critical path")) + 14;
    if (!m_range.isEmpty())
        least += QFontMetrics(strong).horizontalAdvance(tr("Only %1").arg(m_range)) + 14;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, m_shares.size()); ++i)
        least += needs(m_shares[i]) + 16;
    QStringList counts = m_sums;
    const auto beginOf = [&] { return width() - 14 - plainly.horizontalAdvance(counts.join(u" · "_s)); };
    while (!counts.isEmpty() && beginOf() < least)
        counts.removeLast();
    const int right = beginOf();
    painter.setFont(m_theme.secondary());
    painter.setPen(m_theme.color(Token::Secondary));
    painter.drawText(QRect(right, 1, width() - right, height() - 1), Qt::AlignVCenter | Qt::AlignLeft,
                     counts.join(u" · "_s));
    if (!m_range.isEmpty())
        write(tr("Only %1").arg(m_range), strong, Token::Accent, 14);
    write(tr("Critical path"), strong, Token::Text, 14);
    for (const Share &share : m_shares) {
        if (x + needs(share) > right - 8)
            break; // the smallest shares; the tool tip has them all
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(share.color);
        painter.drawRoundedRect(QRectF(x, height() / 2.0 - 3.5, 8, 8), 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
        x += 13;
        write(share.name, m_theme.secondary(), Token::Secondary, 5);
        write(formatPercent(std::round(share.part * 100) / 100), strong, Token::Text, 16);
    }
}

} // namespace spanwise
