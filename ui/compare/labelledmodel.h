// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/survey/qualitysurvey.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace spanwise {

/// The labelled queries with their measures, newest first. GUI thread.
class LabelledModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { When, Question, Verdict, Note, Hit, Rank, Ndcg, Found, Missing, ColumnCount };
    enum class Shown : std::uint8_t { All, Good, Bad, Missed };

    using QAbstractTableModel::QAbstractTableModel;

    void setQueries(std::vector<LabelledQuery> queries, std::uint32_t k);
    /// Which are shown; Missed: a wanted document did not reach the answer.
    void show(Shown shown);
    const LabelledQuery &query(int row) const { return m_queries[m_rows[static_cast<std::size_t>(row)]]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void chooseRows();
    static QString text(const LabelledQuery &query, int column);

    std::vector<LabelledQuery> m_queries;
    std::vector<std::size_t> m_rows;
    Shown m_shown = Shown::All;
    std::uint32_t m_k = usualQualityDepth;
};

/// "“Rotating keys” was lost in rerank (best rank 4); …": what became of wanted documents.
QString missingWords(const QueryQuality &quality);

} // namespace spanwise
