// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/stepdelegate.h"

#include "ui/replay/stepmodel.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace spanwise {
namespace {

constexpr int padding = 13;
constexpr int indent = 14;
constexpr int swatch = 8;
constexpr int barHeight = 6;
constexpr int barGap = 3;

/// Pixels for a duration on a scale that ends at longest; a step that ran is never invisible.
double barWidth(Duration duration, Duration longest, double available)
{
    if (longest <= Duration{})
        return 2;
    return std::max(2.0,
                    available * static_cast<double>(duration.count()) / static_cast<double>(longest.count()));
}

} // namespace

StepDelegate::StepDelegate(const Theme &theme, const StepModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{
}

void StepDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, m_theme.color(Token::AccentGround));
    painter->fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 1),
                      m_theme.color(Token::Line));
    painter->setFont(m_theme.body());
    switch (index.column()) {
    case StepModel::Name:
        paintName(*painter, option.rect, index.row());
        break;
    case StepModel::Bars:
        paintBars(*painter, option.rect, index.row());
        break;
    default:
        paintNumber(*painter, option.rect, index);
        break;
    }
    painter->restore();
}

void StepDelegate::paintName(QPainter &painter, const QRect &cell, int row) const
{
    const ComparedStep &step = m_model.step(row);
    // Deep nesting must not push the name out of its column.
    const int left =
        cell.left() + padding + std::min(static_cast<int>(step.depth) * indent, cell.width() / 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.step(step.kind));
    painter.drawRoundedRect(QRectF(left, cell.center().y() - swatch / 2 + 1, swatch, swatch), 2, 2);
    const QRect text(left + swatch + 6, cell.top(), cell.right() - left - swatch - 10, cell.height());
    painter.setPen(m_theme.color(Token::Text));
    painter.drawText(
        text, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(QString::fromStdString(step.name), Qt::ElideMiddle, text.width()));
}

void StepDelegate::paintBars(QPainter &painter, const QRect &cell, int row) const
{
    const ComparedStep &step = m_model.step(row);
    const double available = cell.width() - 2 * padding;
    const double left = cell.left() + padding;
    const double top = cell.center().y() + 1 - barHeight - barGap / 2.0;
    painter.setPen(Qt::NoPen);
    const auto bar = [&](const StepRun &run, double y, const QColor &color) {
        painter.setBrush(color);
        painter.drawRoundedRect(
            QRectF(left, y, barWidth(run.duration, m_model.longest(), available), barHeight), 2, 2);
    };
    if (step.baseline)
        bar(*step.baseline, top, m_theme.color(Token::Muted));
    if (step.replay)
        bar(*step.replay, top + barHeight + barGap, m_theme.step(step.kind));
}

void StepDelegate::paintNumber(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const ComparedStep &step = m_model.step(index.row());
    const bool large = m_model.isLarge(step);
    const auto &run = index.column() == StepModel::Baseline ? step.baseline : step.replay;
    Token token = index.column() == StepModel::Replay ? Token::Text : Token::Secondary;
    QString text = index.data().toString();
    if (index.column() == StepModel::Change) {
        QFont font = painter.font();
        font.setWeight(large ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        if (large) {
            token = Token::Text;
            text = QChar(*step.difference() > Duration{} ? u'▲' : u'▼') + QStringLiteral(" ") + text;
        }
    } else if (run && run->failed) {
        token = Token::Error;
        text = QStringLiteral("▲ ") + text;
    }
    painter.setPen(m_theme.color(token));
    painter.drawText(cell.adjusted(4, 0, -padding, 0), Qt::AlignVCenter | Qt::AlignRight, text);
}

} // namespace spanwise
