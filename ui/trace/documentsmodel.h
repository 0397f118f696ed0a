// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/documenttable.h"

#include <QAbstractTableModel>

namespace spanwise {

/// A DocumentTable for a table view: the document first, then one column for each step.
class DocumentsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        SecondLineRole = Qt::UserRole, ///< below the rank its score, below the title the id
        SortRole,
        DroppedRole, ///< bool: the last step left the document out
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setTable(DocumentTable table);
    const DocumentTable &table() const noexcept { return m_table; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QVariant documentData(const Document &document, int role) const;
    QVariant placeData(const std::optional<DocumentPlace> &place, int role) const;

    DocumentTable m_table;
};

} // namespace spanwise
