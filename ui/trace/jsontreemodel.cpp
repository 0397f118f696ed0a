// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/jsontreemodel.h"

#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QFont>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::size_t longestValue = 300; // characters of a cell; the whole stands below the tree

} // namespace

JsonTreeModel::JsonTreeModel(Theme &theme, QObject *parent)
    : QAbstractItemModel(parent)
    , m_theme(theme)
{
}

void JsonTreeModel::setOutline(std::shared_ptr<const JsonOutline> outline)
{
    beginResetModel();
    m_outline = std::move(outline);
    endResetModel();
}

QModelIndex JsonTreeModel::indexOf(std::uint32_t node, int column) const
{
    return createIndex(static_cast<int>((*m_outline)[node].row), column, static_cast<quintptr>(node));
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return parent.isValid() ? indexOf(m_outline->child(node(parent), static_cast<std::uint32_t>(row)), column)
                            : indexOf(0, column);
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    const std::uint32_t above = index.isValid() ? (*m_outline)[node(index)].parent : JsonOutline::none;
    return above == JsonOutline::none ? QModelIndex() : indexOf(above);
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_outline || parent.column() > 0)
        return 0;
    return parent.isValid() ? static_cast<int>(m_outline->childCount(node(parent))) : 1;
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString JsonTreeModel::nameOf(std::uint32_t node) const
{
    const JsonOutline::Node &at = (*m_outline)[node];
    if (at.parent == JsonOutline::none)
        return tr("(whole)");
    return (*m_outline)[at.parent].type == JsonOutline::Type::Array ? QString::number(at.row)
                                                                    : text(m_outline->key(node));
}

QString JsonTreeModel::valueOf(std::uint32_t node) const
{
    switch ((*m_outline)[node].type) {
    case JsonOutline::Type::Object:
        return u'{' % counted(m_outline->childCount(node), tr("1 member"), tr("%1 members")) % u'}';
    case JsonOutline::Type::Array:
        return u'[' % counted(m_outline->childCount(node), tr("1 item"), tr("%1 items")) % u']';
    default:
        break;
    }
    const std::string_view raw = m_outline->raw(node);
    if (raw.size() <= longestValue)
        return text(m_outline->value(node)).simplified();
    return text(raw.substr(1, longestValue)).simplified() % u"… "_s % formatBytes(raw.size());
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const JsonOutline::Type type = (*m_outline)[node(index)].type;
    if (role == Qt::DisplayRole)
        return index.column() == NameColumn ? nameOf(node(index)) : valueOf(node(index));
    if (role == Qt::FontRole)
        return m_theme.monospace();
    if (role == Qt::ForegroundRole) {
        const bool holds = type == JsonOutline::Type::Object || type == JsonOutline::Type::Array;
        return m_theme.color(index.column() == NameColumn        ? Token::Secondary
                             : holds                             ? Token::Muted
                             : type == JsonOutline::Type::String ? Token::Text
                                                                 : Token::Accent);
    }
    if (role == Qt::AccessibleTextRole)
        return QString(nameOf(node(index)) % u": "_s % valueOf(node(index)));
    return {};
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Name") : tr("Value");
}

} // namespace spanwise
