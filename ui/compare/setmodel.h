// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/setcomparison.h"

#include <QAbstractTableModel>

#include <memory>

namespace spanwise {

/// The steps of two sets of queries with their distributions. Holds one snapshot. GUI thread.
class SetModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Distribution, LeftP50, RightP50, LeftP95, RightP95, Present, Failed, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setComparison(std::shared_ptr<const SetComparison> comparison);
    const SetStep &step(int row) const { return m_comparison->steps[static_cast<std::size_t>(row)]; }
    /// Whether what the column says differs by more than chance.
    static bool isClear(const SetStep &step, int column);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString text(const SetStep &step, int column);
    static QString toolTip(const SetStep &step);

    std::shared_ptr<const SetComparison> m_comparison;
};

} // namespace spanwise
