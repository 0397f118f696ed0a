// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/tracecells.h"

#include "ui/models/format.h"
#include "ui/models/tracelistmodel.h"
#include "ui/queries/labelmarks.h"
#include "ui/theme/statemark.h"

#include <QPainter>

#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr double hallucinated = 0.5;

bool isDoubtful(const TraceSummary &row)
{
    return row.errorCount > 0 || row.hallucination.value_or(0) >= hallucinated;
}

QString questionOf(const TraceSummary &row)
{
    if (row.question.empty())
        return TraceListModel::titleOf(row).simplified();
    // One line of a list needs no more than this of a question of megabytes.
    return QString::fromUtf8(row.question.data(),
                             static_cast<qsizetype>(std::min<std::size_t>(row.question.size(), 1200)))
        .simplified();
}

QRectF markBox(QRect area)
{
    return {area.x() + 0.5, area.y() + area.height() / 2.0 - 5, 10, 10};
}

} // namespace

TraceCells::TraceCells(Theme &theme, const TraceListModel &model, const LabelMarks &labels, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
    , m_labels(labels)
{
}

int TraceCells::rowHeight() const
{
    const int body = QFontMetrics(m_theme.body()).height();
    return m_compact ? std::max(50, body + QFontMetrics(m_theme.secondary()).height() + 16)
                     : std::max(33, body + 15);
}

void TraceCells::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const TraceSummary &row = m_model.summaryAt(index.row());
    const QRect cell = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->fillRect(cell, m_theme.color(selected                   ? Token::AccentGround
                                          : index.row() == m_hovered ? Token::Raised
                                                                     : Token::Panel));
    painter->setPen(m_theme.color(Token::Line));
    painter->drawLine(cell.bottomLeft(), cell.bottomRight());
    if (selected && index.column() == 0 && option.state.testFlag(QStyle::State_Active))
        painter->fillRect(QRect(cell.x(), cell.y(), 2, cell.height() - 1), m_theme.color(Token::Accent));
    const QRect area = cell.adjusted(12, 0, -10, -1);
    switch (static_cast<TraceListModel::Column>(index.column())) {
    case TraceListModel::QuestionColumn:
        m_compact ? paintCompact(*painter, area, row) : paintQuestion(*painter, area, row);
        break;
    case TraceListModel::DurationColumn:
        paintDuration(*painter, area, row);
        break;
    case TraceListModel::StatusColumn:
        paintStatus(*painter, area, index);
        break;
    default: {
        painter->setFont(m_theme.body());
        painter->setPen(m_theme.color(Token::Secondary));
        const auto align = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
        painter->drawText(
            area, static_cast<int>(align) | Qt::TextSingleLine,
            QFontMetrics(m_theme.body()).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    }
    }
    painter->restore();
}

int TraceCells::paintMark(QPainter &painter, QRect area, const TraceSummary &row) const
{
    if (!row.failed && !isDoubtful(row))
        return 0;
    drawMark(painter, markBox(area), row.failed ? Mark::Error : Mark::Warning, m_theme);
    return 18;
}

/// At the right end, where no mark of the pipeline's own stands: a tick, a cross, or lines of writing.
int TraceCells::paintLabel(QPainter &painter, QRect area, TraceId trace) const
{
    const QueryLabel *const label = m_labels.labelOf(trace);
    if (label == nullptr)
        return 0;
    const QRectF box(area.right() - 11.5, area.y() + area.height() / 2.0 - 5, 10, 10);
    painter.setRenderHint(QPainter::Antialiasing);
    const Token tone = !label->verdict                    ? Token::Secondary
                       : *label->verdict == Verdict::Good ? Token::Ok
                                                          : Token::Error;
    painter.setPen(
        QPen(m_theme.color(tone), label->verdict ? 2 : 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (label->verdict == Verdict::Good) {
        const std::array tick{box.topLeft() + QPointF(0.5, 5.5), box.topLeft() + QPointF(3.8, 9),
                              box.topLeft() + QPointF(9.5, 1.5)};
        painter.drawPolyline(tick.data(), static_cast<int>(tick.size()));
    } else if (label->verdict == Verdict::Bad) {
        painter.drawLine(box.topLeft() + QPointF(1, 1), box.bottomRight() - QPointF(1, 1));
        painter.drawLine(box.topRight() + QPointF(-1, 1), box.bottomLeft() + QPointF(1, -1));
    } else {
        for (const double y : {1.5, 5.0, 8.5})
            painter.drawLine(box.topLeft() + QPointF(0.5, y), box.topLeft() + QPointF(y > 8 ? 5.5 : 9.5, y));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    return 20;
}

void TraceCells::paintQuestion(QPainter &painter, QRect area, const TraceSummary &row) const
{
    area.setLeft(area.left() + paintMark(painter, area, row));
    area.setRight(area.right() - paintLabel(painter, area, row.id));
    painter.setFont(m_theme.body());
    // A trace without a question shows the name of its root, and shows that it is no question.
    painter.setPen(m_theme.color(row.question.empty() ? Token::Secondary : Token::Text));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(m_theme.body()).elidedText(questionOf(row), Qt::ElideRight, area.width()));
}

void TraceCells::paintCompact(QPainter &painter, QRect area, const TraceSummary &row) const
{
    const QFontMetrics small(m_theme.secondary());
    const int bodyHeight = QFontMetrics(m_theme.body()).height();
    const int top = area.y() + (area.height() - bodyHeight - small.height() - 2) / 2;
    paintQuestion(painter, QRect(area.x(), top, area.width(), bodyHeight), row);

    const QRect line(area.x(), top + bodyHeight + 2, area.width(), small.height());
    const QString stepsText =
        row.stepCount > 0
            ? counted(row.stepCount, TraceListModel::tr("1 step"), TraceListModel::tr("%1 steps"))
            : counted(row.spanCount, TraceListModel::tr("1 span"), TraceListModel::tr("%1 spans"));
    const int timeWidth = small.horizontalAdvance(u"00:00:00"_s) + 10;
    const int stepsWidth =
        std::max(small.horizontalAdvance(u"11 steps"_s), small.horizontalAdvance(stepsText)) + 10;
    const QString duration = formatDuration(row.time.length());
    const int durationWidth =
        std::max(small.horizontalAdvance(u"000 ms"_s), small.horizontalAdvance(duration)) + 8;
    painter.setFont(m_theme.secondary());
    painter.setPen(m_theme.color(Token::Secondary));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, formatTime(row.time.begin));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, stepsText);
    painter.setPen(m_theme.color(Token::Text));
    painter.drawText(line.adjusted(0, 0, -stepsWidth, 0), Qt::AlignRight | Qt::AlignVCenter, duration);
    const int barWidth = line.width() - timeWidth - stepsWidth - durationWidth;
    if (barWidth >= 16)
        paintBar(painter, QRect(line.x() + timeWidth, line.center().y(), barWidth, 3), row);
}

void TraceCells::paintBar(QPainter &painter, QRect track, const TraceSummary &row) const
{
    const double share =
        static_cast<double>(row.time.length().count()) / static_cast<double>(m_model.longest().count());
    const int length = std::clamp(static_cast<int>(track.width() * share), 2, track.width());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Token::Line));
    painter.drawRoundedRect(track, 1.5, 1.5);
    painter.setBrush(m_theme.color(row.failed ? Token::Error : Token::Accent));
    painter.drawRoundedRect(QRect(track.x(), track.y(), length, track.height()), 1.5, 1.5);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TraceCells::paintDuration(QPainter &painter, QRect area, const TraceSummary &row) const
{
    const QFontMetrics body(m_theme.body());
    const int textWidth = body.horizontalAdvance(u"2 min 55 s"_s);
    painter.setFont(m_theme.body());
    painter.setPen(m_theme.color(Token::Text));
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, formatDuration(row.time.length()));
    if (const int width = area.width() - textWidth - 8; width >= 16)
        paintBar(painter, QRect(area.x(), area.center().y() - 1, width, 4), row);
}

void TraceCells::paintStatus(QPainter &painter, QRect area, const QModelIndex &index) const
{
    const TraceSummary &row = m_model.summaryAt(index.row());
    int shift = paintMark(painter, area, row);
    if (shift == 0) {
        drawMark(painter, markBox(area), row.hasRoot ? Mark::Ok : Mark::Idle, m_theme);
        shift = 18;
    }
    painter.setFont(m_theme.body());
    painter.setPen(m_theme.color(row.failed        ? Token::Error
                                 : isDoubtful(row) ? Token::Warning
                                                   : Token::Secondary));
    area.setLeft(area.left() + shift);
    painter.drawText(
        area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(m_theme.body()).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
}

} // namespace spanwise
