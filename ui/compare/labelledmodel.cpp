// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/labelledmodel.h"

#include "ui/compare/comparewords.h"
#include "ui/models/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString words(const char *english)
{
    return QCoreApplication::translate("spanwise::LabelledModel", english);
}

bool isBad(const LabelledQuery &query, LabelledModel::Shown shown)
{
    const auto verdict = query.labels.query ? query.labels.query->verdict : std::nullopt;
    switch (shown) {
    case LabelledModel::Shown::Good:
        return verdict != spanwise::Verdict::Good;
    case LabelledModel::Shown::Bad:
        return verdict != spanwise::Verdict::Bad;
    case LabelledModel::Shown::Missed:
        return !query.quality || query.quality->missing.empty();
    default:
        return false;
    }
}

} // namespace

QString missingWords(const QueryQuality &quality)
{
    QStringList sentences;
    for (const MissingDocument &missing : quality.missing) {
        const std::string &name = missing.label.title.empty() ? missing.label.id : missing.label.title;
        const QString shown =
            name.empty() ? words("a document") : u"“"_s % QString::fromStdString(name) % u"”"_s;
        sentences += missing.bestRank == 0 ? words("%1 was never found").arg(shown)
                     : missing.lostIn.empty()
                         ? words("%1 was found on rank %2 and not used").arg(shown).arg(missing.bestRank)
                         : words("%1 was lost in %2 (best rank %3)")
                               .arg(shown, QString::fromStdString(missing.lostIn))
                               .arg(missing.bestRank);
    }
    return sentences.join(u"; "_s);
}

void LabelledModel::setQueries(std::vector<LabelledQuery> queries, std::uint32_t k)
{
    beginResetModel();
    m_queries = std::move(queries);
    m_k = k;
    chooseRows();
    endResetModel();
}

void LabelledModel::show(Shown shown)
{
    beginResetModel();
    m_shown = shown;
    chooseRows();
    endResetModel();
}

void LabelledModel::chooseRows()
{
    m_rows.clear();
    for (std::size_t i = 0; i < m_queries.size(); ++i)
        if (!isBad(m_queries[i], m_shown))
            m_rows.push_back(i);
}

int LabelledModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LabelledModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LabelledModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isNumber = index.column() >= Hit && index.column() <= Found;
    switch (role) {
    case Qt::DisplayRole:
        return text(query(index.row()), index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return toolTipText(text(query(index.row()), index.column()));
    default:
        return {};
    }
}

QString LabelledModel::text(const LabelledQuery &query, int column)
{
    const auto measure = [&](auto value) {
        return query.quality ? measureWords(value(query.quality->answer)) : u"–"_s;
    };
    const auto verdict = query.labels.query ? query.labels.query->verdict : std::nullopt;
    switch (column) {
    case When:
        return formatFullTime(query.trace.time.begin).left(16);
    case Question:
        return QString::fromStdString(query.trace.question.empty() ? query.trace.rootName
                                                                   : query.trace.question)
            .simplified();
    case Verdict:
        return !verdict ? QString() : *verdict == spanwise::Verdict::Good ? tr("● good") : tr("▲ bad");
    case Note:
        return query.labels.query ? QString::fromStdString(query.labels.query->note).simplified() : QString();
    case Hit:
        return !query.quality ? u"–"_s : query.quality->answer.hit ? u"1"_s : u"0"_s;
    case Rank:
        return measure([](const RetrievalQuality &quality) { return quality.reciprocalRank; });
    case Ndcg:
        return measure([](const RetrievalQuality &quality) { return quality.ndcg; });
    case Found:
        return query.quality
                   ? tr("%1 of %2").arg(query.quality->answer.wantedFound).arg(query.quality->answer.wanted)
                   : u"–"_s;
    case Missing:
        return query.quality ? missingWords(*query.quality) : QString();
    default:
        return {};
    }
}

QVariant LabelledModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(
            Qt::AlignVCenter | (section >= Hit && section <= Found ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    const QString at = u"@"_s % QString::number(m_k);
    switch (section) {
    case When:
        return tr("Asked");
    case Question:
        return tr("Question");
    case Verdict:
        return tr("Label");
    case Note:
        return tr("Note");
    case Hit:
        return QString(tr("hit") % at);
    case Rank:
        return tr("1 / rank");
    case Ndcg:
        return QString(u"nDCG"_s % at);
    case Found:
        return tr("found");
    case Missing:
        return tr("Missing");
    default:
        return {};
    }
}

} // namespace spanwise
