// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pairdelegate.h"

#include "ui/compare/pairmodel.h"
#include "ui/compare/stepcell.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace spanwise {
namespace {

constexpr int indent = 14;
constexpr int barHeight = 6;
constexpr int barGap = 2;

} // namespace

PairDelegate::PairDelegate(const Theme &theme, const PairModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{
}

void PairDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const DiffedStep &step = m_model.step(index.row());
    const StepCell cell(m_theme, *painter, option.rect);
    painter->save();
    cell.paintGround(option);
    if (index.column() == PairModel::Name) // deep nesting must not push the name out of its column
        cell.paintName(QString::fromStdString(step.name), step.kind, step.left && step.right ? Token::Text : Token::Secondary, QFont::Normal,
                       std::min(static_cast<int>(step.depth) * indent, option.rect.width() / 2));
    else if (index.column() == PairModel::Bars)
        paintBars(*painter, option.rect, step);
    else
        paintText(cell, index, step);
    painter->restore();
}

void PairDelegate::paintBars(QPainter &painter, const QRect &cell, const DiffedStep &step) const
{
    const auto extent = static_cast<double>(std::max<Duration::rep>(1, m_model.diff()->extent.count()));
    constexpr int padding = StepCell::padding;
    const double available = cell.width() - 2 * padding;
    const double top = cell.center().y() + 1 - barHeight - barGap / 2.0;
    painter.setPen(Qt::NoPen);
    const auto bar = [&](const StepFigures &figures, double y, const QColor &color) {
        const double left = std::clamp(static_cast<double>(figures.offset.count()) / extent, 0.0, 1.0) * available;
        const double width = std::max(2.0, available * static_cast<double>(figures.duration.count()) / extent);
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(cell.left() + padding + std::min(left, available - 2), y, std::min(width, available - left + 2), barHeight), 2, 2);
    };
    if (step.left)
        bar(*step.left, top, m_theme.color(Token::Muted));
    if (step.right)
        bar(*step.right, top + barHeight + barGap, m_theme.step(step.kind));
}

void PairDelegate::paintText(const StepCell &cell, const QModelIndex &index, const DiffedStep &step) const
{
    QString text = index.data().toString();
    Token token = index.column() == PairModel::Left ? Token::Secondary : Token::Text;
    QFont::Weight weight = QFont::Normal;
    if (index.column() == PairModel::Difference) {
        const bool isLarge = m_model.isLarge(step);
        if (isLarge) {
            weight = QFont::DemiBold;
            text.prepend(*step.difference() > Duration{} ? QStringLiteral("▲ ") : QStringLiteral("▼ "));
        }
        token = isLarge ? Token::Text : step.left && step.right ? Token::Secondary : Token::Warning;
    } else if (index.column() == PairModel::Status && !text.isEmpty()) {
        token = Token::Error;
        text.prepend(QStringLiteral("▲ "));
    } else if (index.column() >= PairModel::Self) {
        token = Token::Secondary;
    }
    cell.paintNumber(text, token, weight);
}

} // namespace spanwise
