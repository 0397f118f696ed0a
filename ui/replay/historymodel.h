// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/replayrecord.h"

#include <QAbstractTableModel>

#include <utility>
#include <vector>

namespace spanwise {

/// One past replay, with the question it asked when the list is about several.
struct PastReplay
{
    ReplayRecord record;
    std::string question; ///< empty in the list of one query
};

/// Past replays, newest first. Holds one snapshot. GUI thread.
class HistoryModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Question, Outcome, Took, Target, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setReplays(std::vector<PastReplay> replays);
    const PastReplay &replay(int row) const { return m_replays[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<PastReplay> m_replays;
};

} // namespace spanwise
