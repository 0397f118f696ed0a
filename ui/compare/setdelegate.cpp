// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/setdelegate.h"

#include "ui/compare/setmodel.h"
#include "ui/compare/stepcell.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace spanwise {
namespace {

constexpr double whiskerRoom = 7; // below the histogram

} // namespace

SetDelegate::SetDelegate(const Theme &theme, const SetModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{
}

void SetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const SetStep &step = m_model.step(index.row());
    const StepCell cell(m_theme, *painter, option.rect);
    painter->save();
    cell.paintGround(option);
    if (index.column() == SetModel::Name) {
        cell.paintName(index.data().toString(), step.kind, Token::Text,
                       step.name.empty() ? QFont::DemiBold : QFont::Normal, 0);
    } else if (index.column() == SetModel::Distribution) {
        paintHistograms(*painter, option.rect, step);
    } else {
        const bool isClear = SetModel::isClear(step, index.column());
        cell.paintNumber(index.data().toString(), isClear ? Token::Text : Token::Secondary,
                         isClear ? QFont::DemiBold : QFont::Normal);
    }
    painter->restore();
}

void SetDelegate::paintHistograms(QPainter &painter, const QRect &cell, const SetStep &step) const
{
    const QRectF area = QRectF(cell).adjusted(StepCell::padding, 4, -StepCell::padding, -3);
    const double ground = area.bottom() - whiskerRoom;
    const double height = ground - area.top();
    double highest = 0;
    for (const auto *const side : {&step.left, &step.right})
        for (const double share : side->histogram)
            highest = std::max(highest, share);
    if (highest <= 0)
        return;
    const auto draw = [&](const StepDistribution &side, const QColor &color, double inset) {
        const double width = area.width() / static_cast<double>(side.histogram.size());
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (std::size_t bin = 0; bin < side.histogram.size(); ++bin) {
            const double share = side.histogram[bin];
            if (share <= 0)
                continue;
            const double tall =
                std::max(1.0, height * share / highest); // a bin with one query is never invisible
            painter.drawRect(QRectF(area.left() + width * static_cast<double>(bin) + inset, ground - tall,
                                    std::max(1.0, width - 2 * inset), tall));
        }
    };
    draw(step.left, m_theme.color(Token::Muted), 0.5);
    QColor over = m_theme.step(step.kind);
    over.setAlphaF(0.75F);
    const double binWidth =
        area.width() / static_cast<double>(std::max<std::size_t>(1, step.right.histogram.size()));
    draw(step.right, over, binWidth * 0.22);
    const double span = std::log(step.to / step.from);
    const auto whisker = [&](const StepDistribution &side, const QColor &color, double y) {
        if (!side.p50 || !(span > 0))
            return;
        const auto at = [&](double seconds) {
            return area.left() +
                   area.width() *
                       std::clamp(std::log(std::max(seconds, step.from) / step.from) / span, 0.0, 1.0);
        };
        painter.setPen(QPen(color, 1.5));
        painter.drawLine(QPointF(at(side.p50->low.value_or(step.from)), y),
                         QPointF(at(side.p50->high.value_or(step.to)), y));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(at(side.p50->value), y), 2.2, 2.2);
    };
    whisker(step.left, m_theme.color(Token::Muted), ground + 2);
    whisker(step.right, m_theme.step(step.kind), ground + 5.5);
}

} // namespace spanwise
