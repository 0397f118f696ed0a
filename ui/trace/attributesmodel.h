// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <QAbstractTableModel>

#include <memory>
#include <string>
#include <vector>

namespace spanwise {

/// Everything a span says in keys and values: its own fields, its attributes, links, resource and scope.
///
/// Views into the snapshot that it holds; text is made when a cell is asked for.
class AttributesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { KeyColumn, ValueColumn, OriginColumn, ColumnCount };
    enum Role { WholeValueRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setSpan(std::shared_ptr<const Trace> trace, SpanRow row);
    /// The condition that finds (or, with has false, leaves out) what the row shows; empty where search has no word for it.
    QString termOf(int row, bool has) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    enum class Origin : std::uint8_t { Span, Attribute, Link, Resource, Scope };
    struct Row
    {
        Origin origin;
        std::string_view key;
        Value value;
        QString made; ///< of fields that are no attribute; empty otherwise
    };

    void addFields(const Span &span);
    QString fieldTerm(std::string_view key, bool has) const;
    void addLinks(const Span &span);
    QString valueOf(const Row &row) const;
    QString originName(Origin origin) const;

    std::shared_ptr<const Trace> m_trace;
    SpanRow m_span{};
    std::vector<Row> m_rows;
};

} // namespace spanwise
