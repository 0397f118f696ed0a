// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/attributediff.h"
#include "core/analysis/tracediff.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace spanwise {

/// The attributes in which the two spans of one step differ. Views into the traces, which it keeps. GUI
/// thread.
class AttributeDiffModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Key, Left, Right, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setStep(std::shared_ptr<const TraceDiff> diff, const DiffedStep &step);
    void clear();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const TraceDiff> m_diff;
    std::vector<DifferingAttribute> m_rows;
};

} // namespace spanwise
