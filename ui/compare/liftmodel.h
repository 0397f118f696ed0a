// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/setcomparison.h"

#include <QAbstractItemModel>

#include <memory>

namespace spanwise {

/// What is different about two sets: attributes by how much more frequent they are; below each what the very
/// same queries have, too. Holds one snapshot. GUI thread.
class LiftModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { What, Left, Right, Difference, Ratio, ColumnCount };

    using QAbstractItemModel::QAbstractItemModel;

    void setComparison(std::shared_ptr<const SetComparison> comparison);
    const AttributeLift &lift(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString text(const AttributeLift &lift, int column);

    std::shared_ptr<const SetComparison> m_comparison;
};

} // namespace spanwise
