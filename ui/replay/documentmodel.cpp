// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/documentmodel.h"

#include "ui/replay/words.h"

namespace spanwise {
namespace {

constexpr qsizetype toolTipLength = 600;

QString rank(std::optional<std::uint32_t> place)
{
    return place ? QString::number(*place) : QStringLiteral("–");
}

} // namespace

void DocumentModel::setDocuments(std::vector<ComparedDocument> documents)
{
    beginResetModel();
    m_documents = std::move(documents);
    endResetModel();
}

int DocumentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_documents.size());
}

int DocumentModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DocumentModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ComparedDocument &shown = document(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(shown, index.column());
    case Qt::ToolTipRole:
        return toolTip(shown);
    default:
        return {};
    }
}

QString DocumentModel::text(const ComparedDocument &document, int column)
{
    switch (column) {
    case BaselineRank:
        return rank(document.baselineRank);
    case ReplayRank:
        return rank(document.replayRank);
    case Title:
        return documentName(document);
    case Score:
        if (!document.baselineScore && !document.replayScore)
            return {};
        if (document.baselineScore == document.replayScore || !document.baselineScore)
            return scoreWords(document.replayScore);
        return document.replayScore ? scoreWords(document.baselineScore) + QStringLiteral(" → ") +
                                          scoreWords(document.replayScore)
                                    : scoreWords(document.baselineScore);
    case Change:
        return change(document);
    default:
        return {};
    }
}

QString DocumentModel::change(const ComparedDocument &document)
{
    switch (document.change()) {
    case ComparedDocument::Change::Same:
        return {};
    case ComparedDocument::Change::Up:
        return QStringLiteral("↑%1").arg(*document.baselineRank - *document.replayRank);
    case ComparedDocument::Change::Down:
        return QStringLiteral("↓%1").arg(*document.replayRank - *document.baselineRank);
    case ComparedDocument::Change::Entered:
        return tr("+ entered");
    case ComparedDocument::Change::Lost:
        return document.lostIn.empty() ? tr("✕ lost")
                                       : tr("✕ lost in %1").arg(QString::fromStdString(document.lostIn));
    }
    return {};
}

QString DocumentModel::toolTip(const ComparedDocument &document)
{
    QString content = QString::fromStdString(document.content.substr(0, 4 * toolTipLength));
    if (content.size() > toolTipLength)
        content = content.left(toolTipLength) + u'…';
    return QStringLiteral("<p><b>%1</b><br>%2</p><p>%3</p>")
        .arg(documentName(document).toHtmlEscaped(), QString::fromStdString(document.id).toHtmlEscaped(),
             content.toHtmlEscaped());
}

QVariant DocumentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section >= Score ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case BaselineRank:
        return tr("was");
    case ReplayRank:
        return tr("now");
    case Title:
        return tr("Document");
    case Score:
        return tr("score");
    case Change:
        return tr("change");
    default:
        return {};
    }
}

} // namespace spanwise
