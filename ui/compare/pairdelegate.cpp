// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pairdelegate.h"

#include "ui/compare/barszoom.h"
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

PairDelegate::PairDelegate(const Theme &theme, const PairModel &model, const BarsZoom &zoom, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
    , m_zoom(zoom)
{
}

void PairDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const DiffedStep &step = m_model.step(index.row());
    const StepCell cell(m_theme, *painter, option.rect);
    painter->save();
    cell.paintGround(option);
    if (index.column() == PairModel::Name) // deep nesting must not push the name out of its column
        cell.paintName(QString::fromStdString(step.name), step.kind,
                       step.left && step.right ? Token::Text : Token::Secondary, QFont::Normal,
                       std::min(static_cast<int>(step.depth) * indent, option.rect.width() / 2));
    else if (index.column() == PairModel::Bars)
        paintBars(*painter, option.rect, step);
    else
        paintText(cell, index, step);
    painter->restore();
}

void PairDelegate::paintBars(QPainter &painter, const QRect &cell, const DiffedStep &step) const
{
    constexpr int padding = StepCell::padding;
    const Viewport view = m_zoom.view();
    const double available = view.widthPx();
    const double top = cell.center().y() + 1 - barHeight - barGap / 2.0;
    painter.setPen(Qt::NoPen);
    painter.setClipRect(cell.adjusted(padding, 0, -padding + 2, 0));
    const auto bar = [&](const StepFigures &figures, double y, const QColor &color) {
        // Cut at the edges first: far beyond them a painter's coordinates lose their meaning.
        const Timestamp begin(figures.offset);
        const double left = std::clamp(view.xOf(begin), -4.0, available + 4);
        const double right = std::clamp(view.xOf(begin + figures.duration), -4.0, available + 4);
        painter.setBrush(color);
        painter.drawRoundedRect(
            QRectF(cell.left() + padding + left, y, std::max(2.0, right - left), barHeight), 2, 2);
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
