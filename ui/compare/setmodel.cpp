// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/setmodel.h"

#include "ui/compare/comparewords.h"
#include "ui/models/format.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString stepTitle(const SetStep &step)
{
    return step.name.empty() ? SetModel::tr("the whole query") : QString::fromStdString(step.name);
}

bool sharesDiffer(const Proportion &left, const Proportion &right)
{
    if (left.of == 0 || right.of == 0)
        return false;
    const Bounds bounds = differenceBounds(left, right);
    return bounds.low > 0 || bounds.high < 0;
}

QString twoShares(const Proportion &left, const Proportion &right)
{
    const auto share = [](const Proportion &p) { return p.of == 0 ? u"–"_s : formatPercent(p.share()); };
    return share(left) % u" · "_s % share(right);
}

QString value(const std::optional<QuantileEstimate> &estimate)
{
    return estimate ? secondsWords(estimate->value) : u"–"_s;
}

} // namespace

void SetModel::setComparison(std::shared_ptr<const SetComparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    endResetModel();
}

bool SetModel::isClear(const SetStep &step, int column)
{
    switch (column) {
    case LeftP50:
    case RightP50:
        return step.p50Differs();
    case LeftP95:
    case RightP95:
        return step.p95Differs();
    case Present:
        return sharesDiffer(step.left.present, step.right.present);
    case Failed:
        return sharesDiffer(step.left.failed, step.right.failed);
    default:
        return false;
    }
}

int SetModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_comparison ? 0 : static_cast<int>(m_comparison->steps.size());
}

int SetModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const SetStep &shown = step(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(shown, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<Qt::Alignment>(
            Qt::AlignVCenter | (index.column() >= LeftP50 ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return toolTipText(toolTip(shown));
    case Qt::AccessibleTextRole:
        return index.column() == Distribution ? toolTip(shown) : text(shown, index.column());
    default:
        return {};
    }
}

QString SetModel::text(const SetStep &step, int column)
{
    switch (column) {
    case Name:
        return stepTitle(step);
    case LeftP50:
        return value(step.left.p50);
    case RightP50:
        return value(step.right.p50);
    case LeftP95:
        return value(step.left.p95);
    case RightP95:
        return value(step.right.p95);
    case Present:
        return twoShares(step.left.present, step.right.present);
    case Failed:
        return twoShares(step.left.failed, step.right.failed);
    default:
        return {};
    }
}

QString SetModel::toolTip(const SetStep &step)
{
    const auto side = [](const QString &name, const StepDistribution &set) {
        return tr("%1: p50 %2, p95 %3; in %4; failed %5; %6 tokens and %7 a query")
            .arg(name, estimateWords(set.p50), estimateWords(set.p95), proportionWords(set.present),
                 proportionWords(set.failed), formatNumber(set.tokensPerQuery), formatCost(set.costPerQuery));
    };
    return stepTitle(step) % u'\n' % side(u"A"_s, step.left) % u'\n' % side(u"B"_s, step.right) % u'\n' %
           tr("In brackets: where the value lies with 95 % confidence; ? is a side that so few queries "
              "cannot bound.");
}

QVariant SetModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section >= LeftP50 ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section >= LeftP50)
        return tr("In bold where the difference is more than chance (95 % intervals)");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Step");
    case Distribution:
        return tr("Durations: A grey, B coloured");
    case LeftP50:
        return tr("A p50");
    case RightP50:
        return tr("B p50");
    case LeftP95:
        return tr("A p95");
    case RightP95:
        return tr("B p95");
    case Present:
        return tr("has it A · B");
    case Failed:
        return tr("failed A · B");
    default:
        return {};
    }
}

} // namespace spanwise
