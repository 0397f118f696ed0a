// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/qualitydays.h"

#include "ui/compare/comparewords.h"
#include "ui/models/format.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

QString dayWords(const QualityDay &day)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(day.begin).time_since_epoch().count();
    return QDateTime::fromSecsSinceEpoch(seconds).date().toString(Qt::ISODate);
}

void QualityDays::setDays(std::vector<QualityDay> days, std::uint32_t k)
{
    beginResetModel();
    m_days = std::move(days);
    std::ranges::reverse(m_days);
    m_k = k;
    endResetModel();
}

int QualityDays::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_days.size());
}

int QualityDays::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QualityDays::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (index.column() == Day ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    const QualityDay &day = m_days[static_cast<std::size_t>(index.row())];
    const auto measure = [&](double value) { return day.means.queries == 0 ? u"–"_s : measureWords(value); };
    switch (index.column()) {
    case Day:
        return dayWords(day);
    case Queries:
        return formatCount(day.means.queries);
    case Good:
        return formatCount(day.good);
    case Bad:
        return formatCount(day.bad);
    case Hit:
        return measure(day.means.hitRate);
    case Mrr:
        return measure(day.means.reciprocalRank);
    case Ndcg:
        return measure(day.means.ndcg);
    case Precision:
        return measure(day.means.precision);
    case Recall:
        return measure(day.means.recall);
    case Map:
        return measure(day.means.averagePrecision);
    default:
        return {};
    }
}

QVariant QualityDays::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section == Day ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    const QString at = u"@"_s % QString::number(m_k);
    switch (section) {
    case Day:
        return tr("Day");
    case Queries:
        return tr("measured");
    case Good:
        return tr("good");
    case Bad:
        return tr("bad");
    case Hit:
        return QString(tr("hit") % at);
    case Mrr:
        return tr("MRR");
    case Ndcg:
        return QString(u"nDCG"_s % at);
    case Precision:
        return QString(tr("precision") % at);
    case Recall:
        return QString(tr("recall") % at);
    case Map:
        return QString(u"MAP"_s % at);
    default:
        return {};
    }
}

} // namespace spanwise
