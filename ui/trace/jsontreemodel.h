// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/trace/jsonoutline.h"

#include <QAbstractItemModel>

#include <memory>

namespace spanwise {

/// A JSON value as a tree: names at the left, values at the right, objects and lists with the number of what
/// they hold.
///
/// Holds one immutable outline; texts are made when they are shown, and only their beginning. internalId() is
/// the node.
class JsonTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { NameColumn, ValueColumn, ColumnCount };

    explicit JsonTreeModel(Theme &theme, QObject *parent = nullptr);

    void setOutline(std::shared_ptr<const JsonOutline> outline);
    const std::shared_ptr<const JsonOutline> &outline() const noexcept { return m_outline; }
    static std::uint32_t node(const QModelIndex &index)
    {
        return static_cast<std::uint32_t>(index.internalId());
    }
    QModelIndex indexOf(std::uint32_t node, int column = NameColumn) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString nameOf(std::uint32_t node) const;
    QString valueOf(std::uint32_t node) const;

    Theme &m_theme;
    std::shared_ptr<const JsonOutline> m_outline;
};

} // namespace spanwise
