// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/documentsmodel.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

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

void DocumentsModel::setJourney(DocumentJourney journey)
{
    beginResetModel();
    m_heads.clear();
    m_journey = std::move(journey);
    m_journey.fates.resize(m_journey.table.rows.size());
    endResetModel();
}

void DocumentsModel::setHeads(QStringList heads)
{
    if (heads == m_heads)
        return;
    m_heads = std::move(heads);
    Q_EMIT headerDataChanged(Qt::Horizontal, 1, columnCount() - 1);
}

int DocumentsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(table().rows.size());
}

int DocumentsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid()
               ? 0
               : static_cast<int>(table().columns.size()) + 1 + (hasPrompt() ? 1 : 0) + (hasAnswer() ? 1 : 0);
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
    const DocumentTable::Row &row = table().rows[static_cast<std::size_t>(index.row())];
    const DocumentFate &fate = m_journey.fates[static_cast<std::size_t>(index.row())];
    if (role == DroppedRole)
        return !fate.lostIn.empty() || (row.places.size() > 1 && !row.places.back());
    if (role == WantedRole || (index.column() == 0 && role == Qt::DisplayRole && m_wanted)) {
        const QVariant wanted = wantedData(row.document);
        if (role == WantedRole)
            return wanted;
        return QString((wanted.isNull()   ? u"☆ "_s
                        : wanted.toBool() ? u"★ "_s
                                          : u"✕ "_s) %
                       titleOf(row.document));
    }
    if (index.column() == 0)
        return documentData(row.document, role);
    const auto step = static_cast<std::size_t>(index.column() - 1);
    if (step < row.places.size())
        return placeData(row.places[step], role);
    return step == row.places.size() && hasPrompt() ? promptData(fate, role) : supportData(fate, role);
}

QVariant DocumentsModel::wantedData(const Document &document) const
{
    if (m_wanted) {
        if (const auto said = m_wanted(document))
            return said.value();
    }
    return {};
}

QVariant DocumentsModel::promptData(const DocumentFate &fate, int role) const
{
    const bool there = fate.prompt && fate.prompt->isThere();
    switch (role) {
    case Qt::DisplayRole:
        return !fate.prompt ? u"?"_s : there ? u"\u2713"_s : u"–"_s;
    case SecondLineRole:
        return there && fate.prompt->isCut() ? tr("cut") : QString();
    case SortRole:
        return there ? 0 : 1;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return !fate.prompt
                   ? tr("The document was sent without text, so it cannot be looked for in the prompt")
               : !there ? tr("Not in the prompt")
               : fate.prompt->isCut()
                   ? tr("In the prompt, %1 of its text").arg(formatPercent(fate.prompt->share))
                   : tr("In the prompt");
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant DocumentsModel::supportData(const DocumentFate &fate, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return fate.support > 0 ? QString::number(fate.support, 'f', 2) : u"–"_s;
    case SortRole:
        return -fate.support;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return fate.support > 0 ? tr("%1 of the answer stands in sentences whose words this document has")
                                      .arg(formatPercent(fate.support))
                                : tr("No sentence of the answer has its words from this document");
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
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
    const auto column = static_cast<std::size_t>(section - 1);
    if (column >= table().columns.size()) {
        const bool prompt = column == table().columns.size() && hasPrompt();
        if (role == Qt::ToolTipRole)
            return prompt ? toolTipText(
                                tr("Whether it went into the prompt of %1").arg(text(m_journey.promptStep)))
                          : toolTipText(tr("How much of the answer it supports, by words"));
        return prompt ? tr("prompt") : tr("answer");
    }
    const QString step = text(table().columns[column].step);
    if (role == Qt::ToolTipRole)
        return toolTipText(step);
    return static_cast<qsizetype>(column) < m_heads.size() ? m_heads[static_cast<qsizetype>(column)] : step;
}

} // namespace spanwise
