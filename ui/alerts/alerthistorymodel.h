// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alertrecord.h"

#include <QAbstractTableModel>

#include <vector>

namespace spanwise {

/// What alerts did, newest first. Holds one snapshot. GUI thread.
class AlertHistoryModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Rule, Change, Value, Expression, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRecords(std::vector<AlertRecord> records);
    const AlertRecord &record(int row) const { return m_records[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QVariant text(const AlertRecord &record, int column);

    std::vector<AlertRecord> m_records;
};

} // namespace spanwise
