// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pairmodel.h"

#include "ui/compare/comparewords.h"
#include "ui/models/format.h"

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

bool isStep(const DiffedStep &step)
{
    return step.depth <= 1 || step.kind != StepKind::Other;
}

} // namespace

void PairModel::setDiff(std::shared_ptr<const TraceDiff> diff)
{
    beginResetModel();
    m_diff = std::move(diff);
    chooseRows();
    endResetModel();
}

void PairModel::setRows(Rows rows)
{
    if (rows == m_shown)
        return;
    beginResetModel();
    m_shown = rows;
    chooseRows();
    endResetModel();
}

bool PairModel::isShown(const DiffedStep &step) const
{
    return m_shown == Rows::All || (m_shown == Rows::Steps ? isStep(step) : step.differs() || isLarge(step));
}

void PairModel::chooseRows()
{
    m_rows.clear();
    if (!m_diff)
        return;
    for (std::uint32_t i = 0; i < m_diff->steps.size(); ++i)
        if (isShown(m_diff->steps[i]))
            m_rows.push_back(i);
}

bool PairModel::isLarge(const DiffedStep &step) const
{
    const auto difference = step.difference();
    return difference && std::chrono::abs(*difference) >=
                             std::max<Duration>(std::chrono::milliseconds(1), m_diff->extent / 20);
}

TimeWindow PairModel::time(int row) const
{
    TimeWindow time{Timestamp::max(), Timestamp::min()};
    for (const auto &figures : {step(row).left, step(row).right})
        if (figures) {
            time.begin = std::min(time.begin, Timestamp(figures->offset));
            time.end = std::max(time.end, Timestamp(figures->offset + figures->duration));
        }
    return time;
}

int PairModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PairModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PairModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const DiffedStep &shown = step(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(shown, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (index.column() >= Left ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return toolTipText(toolTip(shown));
    case Qt::AccessibleTextRole:
        return index.column() == Bars ? toolTip(shown) : text(shown, index.column());
    default:
        return {};
    }
}

QString PairModel::text(const DiffedStep &step, int column) const
{
    const bool both = step.left && step.right;
    switch (column) {
    case Name:
        return QString::fromStdString(step.name);
    case Left:
        return step.left ? formatDuration(step.left->duration) : u"–"_s;
    case Right:
        return step.right ? formatDuration(step.right->duration) : u"–"_s;
    case Difference:
        return both ? signedDuration(*step.difference()) : step.left ? tr("only A") : tr("only B");
    case Self:
        return both ? signedDuration(step.right->self - step.left->self) : QString();
    case Tokens:
        return both && (step.left->tokens() != 0 || step.right->tokens() != 0)
                   ? signedCount(step.right->tokens() - step.left->tokens())
                   : QString();
    case Cost:
        return both && (step.left->costUsd > 0 || step.right->costUsd > 0)
                   ? signedCost(step.right->costUsd - step.left->costUsd)
                   : QString();
    case Status: {
        const bool left = step.left && step.left->failed;
        const bool right = step.right && step.right->failed;
        return left && right ? tr("both fail") : left ? tr("A fails") : right ? tr("B fails") : QString();
    }
    case Attributes:
        return step.attributes == 0 ? QString() : formatCount(step.attributes);
    default:
        return {};
    }
}

QString PairModel::toolTip(const DiffedStep &step) const
{
    const auto side = [](const QString &name, const std::optional<StepFigures> &figures) {
        if (!figures)
            return tr("%1: not run").arg(name);
        QString line = tr("%1: %2 (itself %3), after %4")
                           .arg(name, formatDuration(figures->duration), formatDuration(figures->self),
                                formatDuration(std::max(Duration{}, figures->offset)));
        if (figures->tokens() > 0)
            line += tr(", %1 tokens").arg(formatCount(static_cast<std::uint64_t>(figures->tokens())));
        if (figures->costUsd > 0)
            line += u", "_s % formatCost(figures->costUsd);
        if (figures->failed)
            line += tr(", failed");
        return line;
    };
    return QString::fromStdString(step.name) % u'\n' % side(u"A"_s, step.left) % u'\n' %
           side(u"B"_s, step.right);
}

QVariant PairModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section >= Left ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == Bars)
        return tr("A above in grey, B below in colour, both from the same beginning. Ctrl+wheel or W and S "
                  "zoom, Shift+wheel or A and D pan, F or a double "
                  "click fits the step, Escape shows all.");
    if (role == Qt::ToolTipRole && section == Self)
        return tr("Change of the time while none of its children ran");
    if (role == Qt::ToolTipRole && section == Attributes)
        return tr("How many attributes of the span differ; select the step to see them");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Step");
    case Bars:
        return QString(); // the ruler stands there
    case Left:
        return tr("A");
    case Right:
        return tr("B");
    case Difference:
        return tr("B − A");
    case Self:
        return tr("self");
    case Tokens:
        return tr("tokens");
    case Cost:
        return tr("cost");
    case Status:
        return tr("status");
    case Attributes:
        return tr("attributes");
    default:
        return {};
    }
}

} // namespace spanwise
