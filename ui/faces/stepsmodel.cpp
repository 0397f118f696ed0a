// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/stepsmodel.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace spanwise {

StepsModel::StepsModel(const Theme &theme, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
}

void StepsModel::setSnapshot(std::shared_ptr<const StepsSnapshot> snapshot)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    m_marks = {};
    m_order.resize(m_snapshot ? m_snapshot->statistics.rows.size() : 0);
    std::iota(m_order.begin(), m_order.end(), 0U);
    order();
    endResetModel();
}

void StepsModel::setMarks(GatheredMarks ofGroups)
{
    m_marks = std::move(ofGroups);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {ColorRole, DimmedRole});
}

QColor StepsModel::color(const StepRow &row) const
{
    const QColor ruled = m_marks.color(row.group);
    return ruled.isValid() ? ruled : m_theme.step(m_snapshot->groups[row.group].step);
}

const StepRow &StepsModel::row(int row) const
{
    return m_snapshot->statistics.rows[m_order[static_cast<std::size_t>(row)]];
}

int StepsModel::rowOfGroup(std::uint32_t group) const
{
    for (int i = 0; i < rowCount(); ++i) {
        if (row(i).group == group)
            return i;
    }
    return -1;
}

bool StepsModel::isUsed(Column column) const
{
    if (!m_snapshot)
        return true;
    const auto &rows = m_snapshot->statistics.rows;
    switch (column) {
    case ServiceColumn:
        return std::ranges::any_of(rows, [&](const StepRow &row) {
            return m_snapshot->groups[row.group].service != m_snapshot->groups[rows.front().group].service;
        });
    case P50Column:
    case P95Column: // of a single one both are its total
        return std::ranges::any_of(rows, [](const StepRow &row) { return row.count > 1; });
    case FailedColumn:
        return std::ranges::any_of(rows, [](const StepRow &row) { return row.failures > 0; });
    case TokensColumn:
        return std::ranges::any_of(rows, [](const StepRow &row) { return row.tokens > 0; });
    case CostColumn:
        return std::ranges::any_of(rows, [](const StepRow &row) { return row.cost > 0; });
    default:
        return true;
    }
}

int StepsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int StepsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double StepsModel::part(const StepRow &row, Column column) const
{
    const auto whole = static_cast<double>(m_snapshot->statistics.whole.count());
    const Duration time = column == ShareColumn      ? row.covered
                          : column == DecisiveColumn ? row.decisive
                                                     : Duration::zero();
    return std::min(1.0, static_cast<double>(time.count()) / whole);
}

QString StepsModel::cell(const StepRow &row, Column column) const
{
    switch (column) {
    case StepColumn:
        return text(m_snapshot->groups[row.group].name);
    case ServiceColumn:
        return text(m_snapshot->groups[row.group].service);
    case CountColumn:
        return formatCount(row.count);
    case FailedColumn:
        return row.failures > 0 ? formatCount(row.failures) : QString();
    case TotalColumn:
        return formatDuration(row.total);
    case SelfColumn:
        return formatDuration(row.self);
    case P50Column:
        return formatDuration(row.p50);
    case P95Column:
        return formatDuration(row.p95);
    case ShareColumn:
        return formatPercent(std::round(part(row, column) * 1000) / 1000);
    case DecisiveColumn:
        return row.decisive > Duration::zero() ? formatPercent(std::round(part(row, column) * 1000) / 1000)
                                               : QString();
    case TokensColumn:
        return row.tokens > 0 ? formatCount(static_cast<std::uint64_t>(row.tokens)) : QString();
    case CostColumn:
        return row.cost > 0 ? formatCost(row.cost) : QString();
    case ColumnCount:
        break;
    }
    return {};
}

QString StepsModel::toolTip(const StepRow &row) const
{
    const StepGroups::Group &group = m_snapshot->groups[row.group];
    QStringList lines{text(group.name)};
    lines += tr("Service: %1").arg(group.service.empty() ? tr("not named") : text(group.service));
    lines += tr("Step: %1").arg(stepName(group.step));
    lines += counted(row.count, tr("1 span"), tr("%1 spans")) %
             (row.failures > 0 ? tr(", %1 failed").arg(formatCount(row.failures)) : QString());
    lines += tr("At least one of them ran for %1").arg(formatDuration(row.covered));
    lines += tr("The query waited for them for %1").arg(formatDuration(row.decisive));
    lines += tr("Longest: %1").arg(formatDuration((*m_snapshot->trace)[row.longest].time.length()));
    return lines.join(u'\n');
}

QVariant StepsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StepRow &of = row(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell(of, column);
    case PartRole:
        return column == ShareColumn || column == DecisiveColumn ? QVariant(part(of, column)) : QVariant();
    case ColorRole:
        return color(of);
    case DimmedRole:
        return m_marks.isDimmed(of.group);
    case FailedRole:
        return of.failures > 0;
    case Qt::ToolTipRole:
        return toolTipText(toolTip(of));
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case Qt::ForegroundRole:
        return m_theme.color(column == FailedColumn                            ? Token::Error
                             : column == ServiceColumn || column == SelfColumn ? Token::Secondary
                                                                               : Token::Text);
    default:
        return {};
    }
}

QVariant StepsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const auto at = static_cast<std::size_t>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section <= ServiceColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    static const std::array names{QT_TR_NOOP("Step"),     QT_TR_NOOP("Service"), QT_TR_NOOP("Count"),
                                  QT_TR_NOOP("Failed"),   QT_TR_NOOP("Total"),   QT_TR_NOOP("Self"),
                                  QT_TR_NOOP("p50"),      QT_TR_NOOP("p95"),     QT_TR_NOOP("Share"),
                                  QT_TR_NOOP("Critical"), QT_TR_NOOP("Tokens"),  QT_TR_NOOP("Cost")};
    static const std::array tips{
        QT_TR_NOOP("Spans of the same name from the same service"),
        QT_TR_NOOP("The service that sent the spans"),
        QT_TR_NOOP("How many spans"),
        QT_TR_NOOP("How many of them failed"),
        QT_TR_NOOP("Their durations added up; parallel spans count each"),
        QT_TR_NOOP("The same without the time in which a child ran"),
        QT_TR_NOOP("Half of the spans took no longer than this"),
        QT_TR_NOOP("95 of 100 spans took no longer than this"),
        QT_TR_NOOP("Share of the query's duration in which at least one of them ran"),
        QT_TR_NOOP("Share of the query's duration that it waited for them: the critical path"),
        QT_TR_NOOP("Tokens in and out"),
        QT_TR_NOOP("What they cost")};
    if (role == Qt::ToolTipRole)
        return tr(tips[at]);
    return role == Qt::DisplayRole ? tr(names[at]) : QVariant();
}

void StepsModel::order()
{
    if (!m_snapshot || m_sortColumn < 0)
        return;
    const auto column = static_cast<Column>(m_sortColumn);
    const auto &rows = m_snapshot->statistics.rows;
    const StepGroups &groups = m_snapshot->groups;
    const auto value = [&](const StepRow &row) -> double {
        switch (column) {
        case CountColumn:
            return row.count;
        case FailedColumn:
            return row.failures;
        case TotalColumn:
            return static_cast<double>(row.total.count());
        case SelfColumn:
            return static_cast<double>(row.self.count());
        case P50Column:
            return static_cast<double>(row.p50.count());
        case P95Column:
            return static_cast<double>(row.p95.count());
        case TokensColumn:
            return static_cast<double>(row.tokens);
        case CostColumn:
            return row.cost;
        default:
            return part(row, column);
        }
    };
    const bool up = m_sortOrder == Qt::AscendingOrder;
    std::ranges::sort(m_order); // equal rows keep the order of the trace
    std::ranges::stable_sort(m_order, [&](std::uint32_t l, std::uint32_t r) {
        const StepRow &left = rows[up ? l : r];
        const StepRow &right = rows[up ? r : l];
        if (column == StepColumn)
            return groups[left.group].name < groups[right.group].name;
        if (column == ServiceColumn)
            return groups[left.group].service < groups[right.group].service;
        return value(left) < value(right);
    });
}

void StepsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    Q_EMIT layoutAboutToBeChanged();
    const std::vector<std::uint32_t> before = m_order;
    this->order();
    std::vector<int> now(m_order.size());
    for (std::size_t i = 0; i < m_order.size(); ++i)
        now[m_order[i]] = static_cast<int>(i);
    const QModelIndexList kept = persistentIndexList();
    for (const QModelIndex &index : kept) // the selection follows its step
        changePersistentIndex(
            index, this->index(now[before[static_cast<std::size_t>(index.row())]], index.column()));
    Q_EMIT layoutChanged();
}

} // namespace spanwise
