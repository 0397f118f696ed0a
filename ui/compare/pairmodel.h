// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/tracediff.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <memory>
#include <vector>

namespace spanwise {

/// The aligned steps of two traces. Holds one snapshot; texts are made when a cell is asked for. GUI thread.
class PairModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Bars, Left, Right, Difference, Self, Tokens, Cost, Status, Attributes, ColumnCount };
    /// Which rows are shown.
    enum class Rows : std::uint8_t { All, Steps, Differing };

    using QAbstractTableModel::QAbstractTableModel;

    void setDiff(std::shared_ptr<const TraceDiff> diff);
    void setRows(Rows rows);
    const std::shared_ptr<const TraceDiff> &diff() const noexcept { return m_diff; }
    const DiffedStep &step(int row) const { return m_diff->steps[m_rows[static_cast<std::size_t>(row)]]; }
    /// When the step ran, in whichever of the traces; both counted from zero.
    TimeWindow time(int row) const;
    /// Whether its difference is large for the whole query: 5 % of the longer one, and 1 ms.
    bool isLarge(const DiffedStep &step) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const DiffedStep &step, int column) const;
    QString toolTip(const DiffedStep &step) const;
    bool isShown(const DiffedStep &step) const;
    void chooseRows();

    std::shared_ptr<const TraceDiff> m_diff;
    std::vector<std::uint32_t> m_rows; // indices into the diff's steps
    Rows m_shown = Rows::All;
};

} // namespace spanwise
