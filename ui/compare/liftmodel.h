// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/setcomparison.h"

#include <QAbstractTableModel>

#include <memory>

namespace spanwise {

/// What is different about two sets: attributes by how much more frequent they are. Holds one snapshot. GUI
/// thread.
class LiftModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { What, Left, Right, Difference, Ratio, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setComparison(std::shared_ptr<const SetComparison> comparison);
    const AttributeLift &lift(int row) const { return m_comparison->lifts[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString text(const AttributeLift &lift, int column);

    std::shared_ptr<const SetComparison> m_comparison;
};

} // namespace spanwise
