// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quality.h"

#include <QAbstractTableModel>

#include <vector>

namespace spanwise {

/// "2026-11-22": the day in local time.
QString dayWords(const QualityDay &day);

/// The measures of each day, newest first. GUI thread.
class QualityDays final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Day, Queries, Good, Bad, Hit, Mrr, Ndcg, Precision, Recall, Map, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDays(std::vector<QualityDay> days, std::uint32_t k);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<QualityDay> m_days;
    std::uint32_t m_k = usualQualityDepth;
};

} // namespace spanwise
