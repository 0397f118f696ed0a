// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alerthistorymodel.h"

#include "ui/alerts/alertwords.h"
#include "ui/models/format.h"

#include <QFontDatabase>

namespace spanwise {
namespace {

QChar shapeOf(const AlertRecord &record)
{
    if (record.to == AlertState::Firing)
        return record.severity == AlertSeverity::Critical ? u'▲' : u'◆';
    return record.to == AlertState::Resolved ? u'●' : u'○';
}

} // namespace

void AlertHistoryModel::setRecords(std::vector<AlertRecord> records)
{
    beginResetModel();
    m_records = std::move(records);
    endResetModel();
}

int AlertHistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int AlertHistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AlertHistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(record(index.row()), index.column());
    case Qt::ToolTipRole:
        return index.column() == Time ? QVariant(formatFullTime(record(index.row()).time))
                                      : text(record(index.row()), index.column());
    case Qt::FontRole:
        return index.column() == Expression ? QVariant(QFontDatabase::systemFont(QFontDatabase::FixedFont))
                                            : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (index.column() == Value ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant AlertHistoryModel::text(const AlertRecord &record, int column)
{
    switch (column) {
    case Time:
        return formatTime(record.time);
    case Rule:
        return QString(
            QString::fromStdString(record.rule) +
            (record.tags.empty() ? QString() : QString(u' ' + QString::fromStdString(record.tags))));
    case Change:
        return QStringLiteral("%1 %2 → %3")
            .arg(shapeOf(record))
            .arg(stateWords(record.from), stateWords(record.to));
    case Value:
        return formatNumber(record.value);
    case Expression:
        return QString::fromStdString(record.expression);
    default:
        return {};
    }
}

QVariant AlertHistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section == Value ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Rule:
        return tr("Alert");
    case Change:
        return tr("Change");
    case Value:
        return tr("Value");
    case Expression:
        return tr("Expression");
    default:
        return {};
    }
}

} // namespace spanwise
