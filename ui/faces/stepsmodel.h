// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/stepstatistics.h"
#include "ui/faces/gatheredmarks.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

#include <memory>

namespace spanwise {

/// What the table of steps shows: one snapshot, computed elsewhere.
struct StepsSnapshot
{
    std::shared_ptr<const Trace> trace;
    StepGroups groups;
    StepStatistics statistics;
};

/// The steps of a trace, one a row, sorted by any column. Texts are made when a cell is asked for.
class StepsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t {
        StepColumn,
        ServiceColumn,
        CountColumn,
        FailedColumn,
        TotalColumn,
        SelfColumn,
        P50Column,
        P95Column,
        ShareColumn,
        DecisiveColumn,
        TokensColumn,
        CostColumn,
        ColumnCount
    };
    /// ColorRole: of the step or of a rule. DimmedRole: a search found nothing of it.
    enum Role { PartRole = Qt::UserRole, ColorRole, FailedRole, DimmedRole };

    explicit StepsModel(const Theme &theme, QObject *parent = nullptr);

    void setSnapshot(std::shared_ptr<const StepsSnapshot> snapshot);
    const StepsSnapshot *snapshot() const noexcept { return m_snapshot.get(); }
    /// Of its groups; none after another snapshot was set.
    void setMarks(GatheredMarks ofGroups);
    const StepRow &row(int row) const;
    /// -1 when the step has no row.
    int rowOfGroup(std::uint32_t group) const;
    /// Whether any row has something to say in a column.
    bool isUsed(Column column) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    QString cell(const StepRow &row, Column column) const;
    double part(const StepRow &row, Column column) const;
    QString toolTip(const StepRow &row) const;
    QColor color(const StepRow &row) const;
    void order();

    const Theme &m_theme;
    std::shared_ptr<const StepsSnapshot> m_snapshot;
    GatheredMarks m_marks;
    std::vector<std::uint32_t> m_order; // rows of the statistics
    int m_sortColumn = TotalColumn;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace spanwise
