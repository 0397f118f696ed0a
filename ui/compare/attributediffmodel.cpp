// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/attributediffmodel.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// A cell shows the begin of a value; the whole of it is a click away in the trace.
constexpr qsizetype shownCharacters = 400;

QString shown(const Value *value)
{
    return value == nullptr ? u"–"_s : valueText(*value).left(shownCharacters).simplified();
}

} // namespace

void AttributeDiffModel::setStep(std::shared_ptr<const TraceDiff> diff, const DiffedStep &step)
{
    beginResetModel();
    m_diff = std::move(diff);
    m_rows.clear();
    if (step.left && step.right)
        m_rows = differingAttributes(*m_diff->left, step.left->row, *m_diff->right, step.right->row);
    endResetModel();
}

void AttributeDiffModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_diff.reset();
    endResetModel();
}

int AttributeDiffModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AttributeDiffModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AttributeDiffModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const DifferingAttribute &row = m_rows[static_cast<std::size_t>(index.row())];
    const Value *const value = index.column() == Left ? row.left : row.right;
    if (role == Qt::ToolTipRole)
        return index.column() == Key ? toolTipText(text(row.key))
               : value == nullptr    ? QString()
                                     : toolTipText(valueText(*value));
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() != Key)
        return shown(value);
    return row.ofResource ? QString(u"resource."_s % text(row.key)) : text(row.key);
}

QVariant AttributeDiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    return section == Key ? tr("Attribute") : section == Left ? tr("A") : tr("B");
}

} // namespace spanwise
