// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/documentmatch.h"

#include <QAbstractTableModel>

#include <vector>

namespace spanwise {

/// The documents of two answers with their ranks in both. Holds a copy of one comparison's documents. GUI
/// thread.
class DocumentModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { BaselineRank, ReplayRank, Title, Score, Change, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDocuments(std::vector<ComparedDocument> documents);
    const ComparedDocument &document(int row) const { return m_documents[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString text(const ComparedDocument &document, int column);
    static QString change(const ComparedDocument &document);
    static QString toolTip(const ComparedDocument &document);

    std::vector<ComparedDocument> m_documents;
};

} // namespace spanwise
