// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/comparison.h"

#include <QAbstractTableModel>

#include <vector>

namespace spanwise {

/// The steps of two runs with their durations. Holds a copy of one comparison's steps. GUI thread.
///
/// The stages of the pipeline are rows, and with setAllSpans(true) every span below them too.
class StepModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Bars, Baseline, Replay, Change, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSteps(std::vector<ComparedStep> steps);
    void setAllSpans(bool all);
    /// Rows that setAllSpans(true) would add.
    int hiddenCount() const { return static_cast<int>(m_steps.size()) - m_stageCount; }
    const ComparedStep &step(int row) const { return m_steps[m_rows[static_cast<std::size_t>(row)]]; }
    /// The longest duration of either run: the right end of every bar.
    Duration longest() const noexcept { return m_longest; }
    /// Whether the step's difference is large for the whole query: 5 % of it, and 1 ms.
    bool isLarge(const ComparedStep &step) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const ComparedStep &step, int column) const;
    QString sentence(const ComparedStep &step) const;
    void chooseRows();

    std::vector<ComparedStep> m_steps;
    std::vector<std::size_t> m_rows; // indices into m_steps
    Duration m_longest{};
    int m_stageCount = 0;
    bool m_allSpans = false;
};

} // namespace spanwise
