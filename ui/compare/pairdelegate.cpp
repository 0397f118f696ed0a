// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pairdelegate.h"

#include "ui/compare/pairmodel.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace spanwise {
namespace {

constexpr int padding = 8;
constexpr int indent = 14;
constexpr int swatch = 8;
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
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, m_theme.color(Token::AccentGround));
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), m_theme.color(Token::Line));
    painter->setFont(m_theme.body());
    if (index.column() == PairModel::Name)
        paintName(*painter, option.rect, step);
    else if (index.column() == PairModel::Bars)
        paintBars(*painter, option.rect, step);
    else
        paintText(*painter, option.rect, index, step);
    painter->restore();
}

void PairDelegate::paintName(QPainter &painter, const QRect &cell, const DiffedStep &step) const
{
    // Deep nesting must not push the name out of its column.
    const int left = cell.left() + padding + std::min(static_cast<int>(step.depth) * indent, cell.width() / 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.step(step.kind));
    painter.drawRoundedRect(QRectF(left, cell.center().y() - swatch / 2 + 1, swatch, swatch), 2, 2);
    const QRect text(left + swatch + 6, cell.top(), cell.right() - left - swatch - 10, cell.height());
    painter.setPen(m_theme.color(step.left && step.right ? Token::Text : Token::Secondary));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(QString::fromStdString(step.name), Qt::ElideMiddle, text.width()));
}

void PairDelegate::paintBars(QPainter &painter, const QRect &cell, const DiffedStep &step) const
{
    const auto extent = static_cast<double>(std::max<Duration::rep>(1, m_model.diff()->extent.count()));
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

void PairDelegate::paintText(QPainter &painter, const QRect &cell, const QModelIndex &index, const DiffedStep &step) const
{
    QString text = index.data().toString();
    Token token = index.column() == PairModel::Left ? Token::Secondary : Token::Text;
    const bool isLarge = m_model.isLarge(step);
    if (index.column() == PairModel::Difference) {
        const bool both = step.left && step.right;
        QFont font = painter.font();
        font.setWeight(isLarge ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        if (isLarge)
            text.prepend(*step.difference() > Duration{} ? QStringLiteral("▲ ") : QStringLiteral("▼ "));
        token = isLarge ? Token::Text : both ? Token::Secondary : Token::Warning;
    } else if (index.column() == PairModel::Status && !text.isEmpty()) {
        token = Token::Error;
        text.prepend(QStringLiteral("▲ "));
    } else if (index.column() >= PairModel::Self) {
        token = Token::Secondary;
    }
    painter.setPen(m_theme.color(token));
    painter.drawText(cell.adjusted(4, 0, -padding, 0), Qt::AlignVCenter | Qt::AlignRight, text);
}

} // namespace spanwise
