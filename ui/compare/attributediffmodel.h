// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/attributediff.h"
#include "core/analysis/tracediff.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace spanwise {

/// The attributes of the two spans of one step: those that differ, or all, the differing ones bold. Views
/// into the traces, which it keeps. GUI thread.
class AttributeDiffModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Key, Left, Right, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setStep(std::shared_ptr<const TraceDiff> diff, const DiffedStep &step);
    void clear();
    void setShowsEqual(bool shows);
    /// Of the step, shown or not.
    std::size_t total() const noexcept { return m_pairs.size(); }
    std::size_t differing() const noexcept { return m_differing.size(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const PairedAttribute &pair(int row) const;

    std::shared_ptr<const TraceDiff> m_diff;
    std::vector<PairedAttribute> m_pairs;
    std::vector<std::size_t> m_differing; // of m_pairs
    bool m_showsEqual = false;
};

} // namespace spanwise
