// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

#include <vector>

namespace spanwise {

/// What a search elsewhere found, in the columns of the list of queries. A number that the back end does not
/// tell is left empty. GUI thread.
class RemoteListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t {
        QuestionColumn,
        TimeColumn,
        DurationColumn,
        SpansColumn,
        ServiceColumn,
        StatusColumn,
        TokensColumn,
        CostColumn,
        ColumnCount,
    };
    enum Role { SortRole = Qt::UserRole };

    explicit RemoteListModel(const Theme &theme, QObject *parent = nullptr);

    void setTraces(std::vector<TraceSummary> traces);
    const TraceSummary &summaryAt(int row) const { return m_traces[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    static QString textOf(const TraceSummary &row, int column);
    static QVariant sortValueOf(const TraceSummary &row, int column);

    const Theme &m_theme;
    std::vector<TraceSummary> m_traces;
};

} // namespace spanwise
