// SPDX-License-Identifier: GPL-3.0-or-later
// The painting half of FlameCanvas.
#include "ui/faces/flamecanvas.h"

#include "core/model/steplabel.h"
#include "core/timeline/ticks.h"
#include "ui/faces/mixed.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <array>

namespace spanwise {
namespace {

constexpr std::size_t heatSteps = 16;
constexpr int narrowestLabel = 34;

} // namespace

/// What frames are coloured by: one for each step kind or each step of heat, then those of the rules. After
/// these the same for what the query did not wait for, and both again for what a search did not find.
std::vector<QColor> FlameCanvas::colours() const
{
    const QColor ground = m_theme.color(Token::Window);
    std::vector<QColor> all;
    if (m_flame->colour() == FlameSnapshot::Colour::Step) {
        for (std::size_t i = 0; i < stepKindNames.size(); ++i)
            all.push_back(m_theme.step(static_cast<StepKind>(i)));
        std::ranges::copy(m_marks.colors(), std::back_inserter(all));
    } else {
        for (std::size_t i = 0; i < heatSteps; ++i)
            all.push_back(mixed(m_theme.color(Token::Line), m_theme.color(Token::Warning),
                                static_cast<double>(i) / (heatSteps - 1)));
    }
    const std::size_t count = all.size();
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(mixed(ground, all[i], 0.72));
    for (std::size_t i = 0; i < 2 * count; ++i)
        all.push_back(mixed(ground, all[i], dimmedOpacity));
    return all;
}

bool FlameCanvas::isDimmed(const Bar &bar) const
{
    if (m_marks.isEmpty())
        return false;
    for (std::uint32_t i = 0; i < bar.bar.count; ++i) {
        if (!m_marks.isDimmed(m_flame->lanes().frame({bar.lane, bar.bar.first + i})))
            return false;
    }
    return true;
}

/// The colour of the first of its frames that a rule colours; 0: none.
std::uint8_t FlameCanvas::ruleOf(const Bar &bar) const
{
    if (m_marks.isEmpty() || m_marks.colors().empty())
        return 0;
    for (std::uint32_t i = 0; i < bar.bar.count; ++i) {
        if (const auto number = m_marks.colorNumber(m_flame->lanes().frame({bar.lane, bar.bar.first + i}));
            number != 0)
            return number;
    }
    return 0;
}

/// Index into colours(). Heat means a number: rules have no say there.
std::size_t FlameCanvas::colourOf(const Bar &bar, bool decisive, bool dimmed) const
{
    const std::uint32_t frame = m_flame->lanes().frame({bar.lane, bar.bar.first});
    const bool steps = m_flame->colour() == FlameSnapshot::Colour::Step;
    const std::size_t count = steps ? stepKindNames.size() + m_marks.colors().size() : heatSteps;
    const std::size_t rule = steps ? ruleOf(bar) : 0U;
    const std::size_t own = steps ? m_flame->shade(frame) : m_flame->shade(frame) * heatSteps / 256U;
    return (rule > 0 ? stepKindNames.size() + rule : own) + (decisive ? 0 : count) + (dimmed ? 2 * count : 0);
}

void FlameCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Token::Window));
    if (!m_flame)
        return;
    painter.setPen(mixed(m_theme.color(Token::Window), m_theme.color(Token::Line), 0.7));
    for (const Tick &tick : ticksFor(m_view, 90).ticks)
        painter.drawLine(tick.x, m_rulerHeight, tick.x, viewport()->height());
    const std::vector<Bar> shown = bars();
    paintBars(painter, shown);
    paintSelection(painter, shown);
    if (const auto band = rangeBand()) {
        QColor veil = m_theme.color(Token::Window);
        veil.setAlphaF(0.6F);
        painter.fillRect(QRect(0, m_rulerHeight, std::max(0, band->first), viewport()->height()), veil);
        painter.fillRect(
            QRect(band->second, m_rulerHeight, viewport()->width() - band->second, viewport()->height()),
            veil);
    }
    paintRuler(painter);
    paintRange(painter);
}

/// Its ends, and on the ruler how long it is: as the waterfall says it.
void FlameCanvas::paintRange(QPainter &painter) const
{
    const auto band = rangeBand();
    if (!band)
        return;
    const auto [from, to] = *band;
    QColor ground = m_theme.color(Token::Accent);
    ground.setAlphaF(0.13F);
    painter.fillRect(QRect(from, 0, to - from, m_rulerHeight), ground);
    painter.setPen(m_theme.color(Token::Accent));
    painter.drawLine(from, 0, from, viewport()->height());
    painter.drawLine(to, 0, to, viewport()->height());
    const TimeWindow chosen =
        m_isRanging || !m_range ? TimeWindow{m_view.timeAt(from), m_view.timeAt(to)} : *m_range;
    const QString words = formatDuration(chosen.length());
    if (to - from <= QFontMetrics(m_theme.columnHead()).horizontalAdvance(words) + 8)
        return;
    painter.fillRect(QRect(from + 1, 0, to - from - 1, m_rulerHeight - 1),
                     mixed(m_theme.color(Token::Window), m_theme.color(Token::Accent), 0.13));
    painter.drawText(QRect(from, 0, to - from, m_rulerHeight - 1), Qt::AlignCenter, words);
}

void FlameCanvas::paintRuler(QPainter &painter) const
{
    const QRect ruler(0, 0, viewport()->width(), m_rulerHeight);
    painter.fillRect(ruler, m_theme.color(Token::Window));
    painter.setPen(m_theme.color(Token::Line));
    painter.drawLine(ruler.bottomLeft(), ruler.bottomRight());
    painter.setFont(m_theme.columnHead());
    const TickScale scale = ticksFor(m_view, 90);
    for (const Tick &tick : scale.ticks) {
        painter.setPen(m_theme.color(Token::Line));
        painter.drawLine(tick.x, m_rulerHeight - 7, tick.x, m_rulerHeight);
        painter.setPen(m_theme.color(Token::Secondary));
        painter.drawText(QRect(tick.x + 5, 0, 84, m_rulerHeight - 1), Qt::AlignVCenter | Qt::AlignLeft,
                         tickLabel(tick.offset, scale.step));
    }
}

/// Bars of a few pixels are written into a strip, one pixel high, that is stretched over the lane: tens of
/// thousands of rectangles would cost more than the pixels that they fill.
void FlameCanvas::paintBars(QPainter &painter, const std::vector<Bar> &bars) const
{
    const std::vector<QColor> palette = colours();
    std::vector<QRgb> pixels;
    for (const QColor &colour : palette)
        pixels.push_back(colour.rgb());
    const QColor ground = m_theme.color(Token::Window);
    const auto shades = [&](Token token) { // found, and not
        return std::array{m_theme.color(token).rgb(),
                          mixed(ground, m_theme.color(token), dimmedOpacity).rgb()};
    };
    const auto line = shades(Token::Secondary);
    const auto failure = shades(Token::Error);
    QImage strip(viewport()->width(), 2,
                 QImage::Format_ARGB32_Premultiplied); // the bars, and below them the critical path
    std::vector<std::pair<const Bar *, std::size_t>> labels;
    painter.setPen(Qt::NoPen);
    for (auto bar = bars.begin(); bar != bars.end();) {
        const std::uint32_t lane = bar->lane;
        const QRect place = rectOf(*bar);
        strip.fill(Qt::transparent);
        auto *const top = reinterpret_cast<QRgb *>(strip.scanLine(0));
        auto *const below = reinterpret_cast<QRgb *>(strip.scanLine(1));
        for (; bar != bars.end() && bar->lane == lane; ++bar) {
            const SpanLanes::Marks marks =
                m_flame->lanes().marksIn({bar->lane, bar->bar.first}, bar->bar.count);
            const bool dimmed = isDimmed(*bar);
            const std::size_t colour = colourOf(*bar, marks.decisive, dimmed);
            const int begin = std::clamp(bar->bar.x, 0, strip.width());
            const int end = std::clamp(bar->bar.x + bar->bar.width, begin, strip.width());
            const int gap = end - begin > 3 ? 1 : 0; // neighbours stand apart
            std::fill(top + begin, top + end - gap, pixels[colour]);
            if (marks.decisive)
                std::fill(below + begin, below + end - gap, line[dimmed ? 1 : 0]);
            if (marks.failed)
                std::fill(top + begin, top + std::min(end, begin + 3), failure[dimmed ? 1 : 0]);
            if (bar->bar.width >= narrowestLabel)
                labels.emplace_back(&*bar, colour);
        }
        painter.drawImage(QRect(0, place.y(), strip.width(), place.height()), strip,
                          QRect(0, 0, strip.width(), 1));
        painter.drawImage(QRect(0, place.bottom() + 2, strip.width(), 2), strip,
                          QRect(0, 1, strip.width(), 1));
    }
    painter.setFont(m_theme.secondary());
    for (const auto &[bar, colour] : labels)
        paintLabel(painter, *bar, palette[colour]);
}

void FlameCanvas::paintLabel(QPainter &painter, const Bar &bar, const QColor &ground) const
{
    const std::uint32_t frame = m_flame->lanes().frame({bar.lane, bar.bar.first});
    const Trace &trace = *m_flame->trace();
    QString words = text(stepLabel(trace[m_flame->spanOf(frame)]).substr(0, 200));
    if (m_flame->shape() == FlameSnapshot::Shape::Merged && m_flame->node(frame).count > 1)
        words += QStringLiteral(" ×%1").arg(m_flame->node(frame).count);
    const QRect room = rectOf(bar).adjusted(trace.facts(m_flame->spanOf(frame)).failed ? 8 : 6, 0, -5, 0);
    painter.setPen(isDimmed(bar) ? m_theme.color(Token::Muted) : readableOn(ground, m_theme));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, room.width()));
}

void FlameCanvas::paintSelection(QPainter &painter, const std::vector<Bar> &bars) const
{
    for (const auto &[frame, token, width] :
         {std::tuple(m_hovered, Token::Secondary, 1), std::tuple(m_selected, Token::Accent, 2)}) {
        if (!frame || !m_flame->lanes().has(*frame))
            continue;
        const SpanLanes::Place place = m_flame->lanes().placeOf(*frame);
        const auto found = std::ranges::find_if(bars, [&](const Bar &bar) {
            return bar.lane == place.lane && place.index >= bar.bar.first &&
                   place.index < bar.bar.first + bar.bar.count;
        });
        if (found == bars.end())
            continue;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(token), width));
        painter.drawRect(rectOf(*found).adjusted(-1, -1, 0, 0));
    }
}

} // namespace spanwise
