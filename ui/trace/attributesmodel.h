// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/trace/attributetree.h"

#include <QAbstractItemModel>

#include <memory>
#include <optional>
#include <vector>

namespace spanwise {

/// Everything a span says in keys and values, as a tree that unfolds lazily (ui/trace/attributetree.h).
///
/// Text is made when a cell is asked for, and of long values only what a cell has room for.
class AttributesModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { StarColumn, KeyColumn, ValueColumn, TypeColumn, OriginColumn, ColumnCount };
    enum Role {
        WholeValueRole = Qt::UserRole,
        GroupRole ///< bool: a section or a common beginning, no value of its own
    };

    explicit AttributesModel(const Theme &theme, QObject *parent = nullptr)
        : QAbstractItemModel(parent)
        , m_theme(theme)
    {
    }

    void setSpan(std::shared_ptr<const Trace> trace, SpanRow row);
    /// What metrics say was measured during the span, until another one is set; may be null.
    void setMeasured(AttributeTree::Measured measured);
    /// Under common beginnings, or each key for itself.
    void setNested(bool nested);
    bool isNested() const noexcept { return m_nested; }
    const QStringList &favourites() const noexcept { return m_favourites; }
    void setFavourites(const QStringList &favourites);
    /// Pins the attribute of the row on top, or takes it from there.
    void toggleFavourite(const QModelIndex &index);

    /// The condition that finds (or, with has false, leaves out) what the row shows; empty where search has
    /// no word for it.
    QString termOf(const QModelIndex &index, bool has) const;
    /// Whether there is one; at once, whatever the size of the value.
    bool hasTerm(const QModelIndex &index) const;
    QString pathOf(const QModelIndex &index) const;
    /// Of the attribute that a number stands in, so that it can be followed over time; nullopt for what is no
    /// number.
    std::optional<SearchField> numberField(const QModelIndex &index) const;
    /// nullptr for the root.
    AttributeNode *nodeAt(const QModelIndex &index) const;
    /// The row of an attribute with this identity; invalid when the span does not have it.
    QModelIndex find(const QString &identity, bool amongFavourites);
    std::vector<AttributeTree::Path> search(const QString &text, std::size_t limit)
    {
        return m_tree.search(text, limit);
    }
    /// The row at path; what leads to it is unfolded.
    QModelIndex unfold(const AttributeTree::Path &path);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void rebuild();
    void fetchUpTo(const QModelIndex &parent, std::size_t rows);
    QModelIndex indexOf(const AttributeNode &node) const;
    QString fieldTerm(const AttributeNode &node, bool has) const;
    QVariant textData(const AttributeNode &node, Column column) const;
    QString originName(AttributeNode::Origin origin) const;
    bool isFavourite(const AttributeNode &node) const;

    const Theme &m_theme;
    std::shared_ptr<const Trace> m_trace;
    SpanRow m_span{};
    AttributeTree::Measured m_measured;
    bool m_nested = true;
    QStringList m_favourites;
    AttributeTree m_tree;
};

} // namespace spanwise
