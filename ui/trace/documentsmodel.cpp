// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/documentsmodel.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QRegularExpression>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qsizetype titleLength = 120;

QString titleOf(const Document &document)
{
    if (!document.title.empty())
        return text(document.title);
    const QString first = text(std::string_view(document.content).substr(0, 400)).simplified();
    if (!first.isEmpty())
        return first.size() > titleLength ? QString(first.left(titleLength) % u'…') : first;
    return document.id.empty() ? DocumentsModel::tr("(without id and text)") : text(document.id);
}

/// Scores stand below each other, so they keep their zeros.
QString scoreText(double score)
{
    const double size = std::abs(score);
    return QString::number(score, 'f', size < 0.1 ? 3 : size < 10 ? 2 : size < 1000 ? 1 : 0);
}

} // namespace

void DocumentsModel::setTable(DocumentTable table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int DocumentsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int DocumentsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size()) + 1;
}

QVariant DocumentsModel::documentData(const Document &document, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return titleOf(document);
    case Qt::ToolTipRole:
        return toolTipText(titleOf(document) % u'\n' % text(document.id));
    case SecondLineRole:
        return text(document.id);
    default:
        return {};
    }
}

QVariant DocumentsModel::placeData(const std::optional<DocumentPlace> &place, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return place ? QString::number(place->rank) : u"–"_s;
    case SecondLineRole:
        return place && place->score ? scoreText(*place->score) : QString();
    case SortRole:
        return place ? place->rank : UINT32_MAX;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return !place         ? tr("Not among the documents of this step")
               : place->score ? tr("Rank %1, score %2").arg(place->rank).arg(*place->score, 0, 'g', 6)
                              : tr("Rank %1, no score sent").arg(place->rank);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant DocumentsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DocumentTable::Row &row = m_table.rows[static_cast<std::size_t>(index.row())];
    if (role == DroppedRole)
        return row.places.size() > 1 && !row.places.back();
    return index.column() == 0 ? documentData(row.document, role)
                               : placeData(row.places[static_cast<std::size_t>(index.column() - 1)], role);
}

QVariant DocumentsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(section == 0 ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (section == 0)
        return tr("Document");
    QString step = text(m_table.columns[static_cast<std::size_t>(section - 1)].step);
    // Two short lines leave the room to the titles: vector_search stands as vector over search.
    if (role == Qt::DisplayRole) {
        if (const qsizetype gap = step.indexOf(QRegularExpression(u"[_. -]"_s)); gap > 0)
            step[gap] = u'\n';
    }
    return role == Qt::ToolTipRole ? toolTipText(step) : step;
}

} // namespace spanwise
