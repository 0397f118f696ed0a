// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/liftmodel.h"

#include "ui/compare/comparewords.h"
#include "ui/models/format.h"

using namespace Qt::StringLiterals;

namespace spanwise {

void LiftModel::setComparison(std::shared_ptr<const SetComparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    endResetModel();
}

int LiftModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_comparison ? 0 : static_cast<int>(m_comparison->lifts.size());
}

int LiftModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LiftModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const AttributeLift &shown = lift(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(shown, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (index.column() >= Left ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return toolTipText(tr("%1\nA: %2\nB: %3\nThe shares differ by %4 to %5, with 95 % confidence "
                              "(Newcombe).\nFalse discovery rate %6: of "
                              "everything as sure as this, so much is expected to be chance.")
                               .arg(text(shown, What), proportionWords(shown.left),
                                    proportionWords(shown.right), signedPoints(shown.difference.low),
                                    signedPoints(shown.difference.high), formatPercent(shown.falseRate)));
    default:
        return {};
    }
}

QString LiftModel::text(const AttributeLift &lift, int column)
{
    switch (column) {
    case What:
        return QString::fromStdString(lift.words()).simplified();
    case Left:
        return proportionWords(lift.left);
    case Right:
        return proportionWords(lift.right);
    case Difference:
        return signedPoints(lift.difference.low) % tr(" to ") % signedPoints(lift.difference.high);
    case Ratio:
        return u"×"_s % formatNumber(lift.ratio()) % (lift.isOfLeft() ? tr(" in A") : tr(" in B"));
    default:
        return {};
    }
}

QVariant LiftModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section >= Left ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == Difference)
        return tr("Where the difference of the shares lies with 95 % confidence, in percentage points");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case What:
        return tr("What is different");
    case Left:
        return tr("in A");
    case Right:
        return tr("in B");
    case Difference:
        return tr("A − B, 95 %");
    default:
        return tr("how often");
    }
}

} // namespace spanwise
