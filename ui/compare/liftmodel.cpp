// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/liftmodel.h"

#include "ui/compare/comparewords.h"
#include "ui/models/format.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Of the top rows; a row below one of them has the number of that.
constexpr quintptr isTop = std::numeric_limits<quintptr>::max();

} // namespace

void LiftModel::setComparison(std::shared_ptr<const SetComparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    endResetModel();
}

const AttributeLift &LiftModel::lift(const QModelIndex &index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    const auto &lifts = m_comparison->lifts;
    return index.internalId() == isTop ? lifts[row] : lifts[index.internalId()].alike[row];
}

QModelIndex LiftModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : isTop);
}

QModelIndex LiftModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == isTop)
        return {};
    return createIndex(static_cast<int>(child.internalId()), 0, isTop);
}

int LiftModel::rowCount(const QModelIndex &parent) const
{
    if (!m_comparison || parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return static_cast<int>(m_comparison->lifts.size());
    return parent.internalId() == isTop ? static_cast<int>(lift(parent).alike.size()) : 0;
}

int LiftModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant LiftModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const AttributeLift &shown = lift(index);
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
    case What: {
        const QString words = QString::fromStdString(lift.words()).simplified();
        return lift.alike.empty() ? words
                                  : tr("%1  (and %2)")
                                        .arg(words, counted(lift.alike.size(), tr("1 more that goes with it"),
                                                            tr("%1 more that go with it")));
    }
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
