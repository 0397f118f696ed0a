// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/remote/remotelistmodel.h"

#include "ui/models/format.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString titleOf(const TraceSummary &row)
{
    if (!row.question.empty())
        return QString::fromStdString(row.question).simplified();
    if (!row.rootName.empty())
        return QString::fromStdString(row.rootName).simplified();
    return u"… "_s + QString::fromStdString(row.id.toHex());
}

} // namespace

RemoteListModel::RemoteListModel(const Theme &theme, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::ForegroundRole});
    });
}

void RemoteListModel::setTraces(std::vector<TraceSummary> traces)
{
    beginResetModel();
    m_traces = std::move(traces);
    endResetModel();
}

int RemoteListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_traces.size());
}

int RemoteListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RemoteListModel::textOf(const TraceSummary &row, int column)
{
    switch (column) {
    case QuestionColumn:
        return titleOf(row);
    case TimeColumn:
        return formatTime(row.time.begin);
    case DurationColumn:
        return formatDuration(row.time.length());
    case SpansColumn:
        return row.spanCount == 0 ? QString() : formatCount(row.spanCount);
    case ServiceColumn:
        return QString::fromStdString(row.service);
    case StatusColumn:
        return row.failed           ? tr("✕ failed")
               : row.errorCount > 0 ? tr("▲ errors")
               : row.spanCount == 0 ? QString()
                                    : tr("ok");
    case TokensColumn: {
        const std::int64_t tokens = row.inputTokens + row.outputTokens;
        return tokens <= 0 ? QString() : formatCount(static_cast<std::uint64_t>(tokens));
    }
    case CostColumn:
        return row.costUsd > 0 ? formatCost(row.costUsd) : QString();
    default:
        return {};
    }
}

QVariant RemoteListModel::sortValueOf(const TraceSummary &row, int column)
{
    switch (column) {
    case TimeColumn:
        return static_cast<qlonglong>(row.time.begin.time_since_epoch().count());
    case DurationColumn:
        return static_cast<qlonglong>(row.time.length().count());
    case SpansColumn:
        return row.spanCount;
    case StatusColumn:
        return row.failed ? 2 : row.errorCount > 0 ? 1 : 0;
    case TokensColumn:
        return static_cast<qlonglong>(row.inputTokens + row.outputTokens);
    case CostColumn:
        return row.costUsd;
    default:
        return textOf(row, column);
    }
}

QVariant RemoteListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const TraceSummary &row = summaryAt(index.row());
    const bool isText =
        index.column() == QuestionColumn || index.column() == ServiceColumn || index.column() == StatusColumn;
    switch (role) {
    case Qt::DisplayRole:
        return textOf(row, index.column());
    case SortRole:
        return sortValueOf(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (isText ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ForegroundRole:
        return m_theme.color(index.column() == QuestionColumn ? Token::Text
                             : index.column() != StatusColumn ? Token::Secondary
                             : row.failed                     ? Token::Error
                             : row.errorCount > 0             ? Token::Warning
                                                              : Token::Secondary);
    case Qt::ToolTipRole:
        if (index.column() == TimeColumn)
            return formatFullTime(row.time.begin);
        return index.column() == QuestionColumn
                   ? toolTipText(titleOf(row) + u'\n' + QString::fromStdString(row.id.toHex()))
                   : QVariant();
    default:
        return {};
    }
}

QVariant RemoteListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isText = section == QuestionColumn || section == ServiceColumn || section == StatusColumn;
        return QVariant::fromValue(Qt::AlignVCenter | (isText ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole)
        return {};
    const QStringList titles{tr("Query"),   tr("Time"),   tr("Duration"), tr("Spans"),
                             tr("Service"), tr("Status"), tr("Tokens"),   tr("Cost")};
    return titles[section];
}

} // namespace spanwise
