// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/attributediffmodel.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QFont>
#include <QGuiApplication>

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
    const auto row = [](const std::optional<StepFigures> &figures) {
        return figures ? std::optional(figures->row) : std::nullopt;
    };
    m_pairs = pairedAttributes(*m_diff->left, row(step.left), *m_diff->right, row(step.right));
    m_differing.clear();
    for (std::size_t i = 0; i < m_pairs.size(); ++i) {
        if (m_pairs[i].differs)
            m_differing.push_back(i);
    }
    endResetModel();
}

void AttributeDiffModel::clear()
{
    beginResetModel();
    m_pairs.clear();
    m_differing.clear();
    m_diff.reset();
    endResetModel();
}

void AttributeDiffModel::setShowsEqual(bool shows)
{
    beginResetModel();
    m_showsEqual = shows;
    endResetModel();
}

const PairedAttribute &AttributeDiffModel::pair(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return m_pairs[m_showsEqual ? at : m_differing[at]];
}

int AttributeDiffModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_showsEqual ? m_pairs.size() : m_differing.size());
}

int AttributeDiffModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AttributeDiffModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const PairedAttribute &row = pair(index.row());
    const Value *const value = index.column() == Left ? row.left : row.right;
    if (role == Qt::ToolTipRole)
        return index.column() == Key ? toolTipText(text(row.key))
               : value == nullptr    ? QString()
                                     : toolTipText(valueText(*value));
    if (role == Qt::FontRole && m_showsEqual && row.differs) {
        QFont font = QGuiApplication::font();
        font.setBold(true);
        return font;
    }
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
