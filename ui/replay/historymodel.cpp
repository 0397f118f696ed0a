// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/historymodel.h"

#include "ui/models/format.h"
#include "ui/replay/words.h"

namespace spanwise {

void HistoryModel::setReplays(std::vector<PastReplay> replays)
{
    beginResetModel();
    m_replays = std::move(replays);
    endResetModel();
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_replays.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &[record, question] = replay(index.row());
    if (role == Qt::ToolTipRole)
        return index.column() == Time       ? formatFullTime(record.started)
               : index.column() == Question ? QString::fromStdString(question)
                                            : QString::fromStdString(record.message);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (index.column() == Took ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return formatTime(record.started);
    case Question:
        return QString::fromStdString(question).simplified();
    case Outcome:
        return QStringLiteral("%1 %2").arg(
            QChar(record.outcome == ReplayRecord::Outcome::Completed ? u'●' : u'▲'), outcomeWords(record));
    case Took:
        return record.duration > Duration{} ? formatDuration(record.duration) : QStringLiteral("–");
    case Target:
        return QString::fromStdString(record.target);
    default:
        return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section == Took ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("time");
    case Question:
        return tr("question");
    case Outcome:
        return tr("outcome");
    case Took:
        return tr("answer took");
    case Target:
        return tr("target");
    default:
        return {};
    }
}

} // namespace spanwise
