// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/attributesmodel.h"

#include "core/codec/everydayjson.h"
#include "core/search/searchparts.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Kind = AttributeNode::Kind;
using Origin = AttributeNode::Origin;

constexpr qsizetype cellLength = 300; // more does not fit; the viewer below has the whole value
constexpr std::size_t fetchRows = 1000;

/// The value as the search language has it, of a list its first element; nil for what has no form there. A
/// view into value.
Datum datumOf(const Value &value)
{
    // A list has what one of its elements is.
    return Datum::ofScalar(
        value.type() == Value::Type::Array && !value.array().empty() ? value.array().front() : value);
}

/// Lists and maps as JSON, in the order in which they were sent.
QString wholeText(const Value &value)
{
    const bool isContainer = value.type() == Value::Type::Array || value.type() == Value::Type::Map;
    return isContainer ? QString::fromStdString(everydayJson(value)) : valueText(value);
}

bool isGroup(const AttributeNode &node)
{
    return node.kind == Kind::Section || node.kind == Kind::Group;
}

/// "int", "array 12", "JSON".
QString typeText(const AttributeNode &node)
{
    if (!node.made.isEmpty() || isGroup(node))
        return {};
    if (node.value.isString() && AttributeTree::canUnfold(node))
        return u"JSON"_s;
    const bool isArray = node.value.type() == Value::Type::Array;
    if (isArray || node.value.type() == Value::Type::Map)
        return valueTypeName(node.value) % u' ' %
               formatCount(isArray ? node.value.array().size() : node.value.map().size());
    return valueTypeName(node.value);
}

/// Part of a value, and no element of a list of its own attribute: the search language looks into no value.
bool isDeepInside(const AttributeNode &node)
{
    return node.kind == AttributeNode::Kind::Inside && (node.parent->kind != AttributeNode::Kind::Attribute ||
                                                        node.parent->value.type() != Value::Type::Array);
}

std::uint64_t leavesOf(const AttributeNode &node)
{
    if (!isGroup(node))
        return 1;
    std::uint64_t leaves = 0;
    for (const auto &child : node.children)
        leaves += leavesOf(*child);
    return leaves;
}

} // namespace

void AttributesModel::setSpan(std::shared_ptr<const Trace> trace, SpanRow row)
{
    m_trace = std::move(trace);
    m_span = row;
    m_measured.reset();
    rebuild();
}

void AttributesModel::setMeasured(AttributeTree::Measured measured)
{
    m_measured = std::move(measured);
    rebuild();
}

void AttributesModel::setNested(bool nested)
{
    m_nested = nested;
    rebuild();
}

void AttributesModel::setFavourites(const QStringList &favourites)
{
    m_favourites = favourites;
    rebuild();
}

void AttributesModel::toggleFavourite(const QModelIndex &index)
{
    const AttributeNode *const node = nodeAt(index);
    if (node == nullptr || isGroup(*node))
        return;
    const QString identity = AttributeTree::identityOf(*node);
    if (m_favourites.removeAll(identity) == 0)
        m_favourites.append(identity);
    rebuild();
}

void AttributesModel::rebuild()
{
    beginResetModel();
    m_tree = AttributeTree(m_trace, m_span, m_measured, m_nested, m_favourites);
    endResetModel();
}

AttributeNode *AttributesModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<AttributeNode *>(index.internalPointer()) : nullptr;
}

QModelIndex AttributesModel::indexOf(const AttributeNode &node) const
{
    return node.parent == nullptr ? QModelIndex() : createIndex(static_cast<int>(node.row), KeyColumn, &node);
}

QModelIndex AttributesModel::find(const QString &identity, bool amongFavourites)
{
    const AttributeNode *const found = m_tree.find(identity, amongFavourites);
    return found == nullptr ? QModelIndex() : indexOf(*found);
}

QModelIndex AttributesModel::unfold(const AttributeTree::Path &path)
{
    QModelIndex at;
    for (const std::size_t row : path) {
        fetchUpTo(at, row + 1);
        at = index(static_cast<int>(row), KeyColumn, at);
        if (!at.isValid())
            break;
    }
    return at;
}

QString AttributesModel::termOf(const QModelIndex &index, bool has) const
{
    const AttributeNode *const node = nodeAt(index);
    if (node == nullptr || isGroup(*node))
        return {};
    if (node->kind == Kind::Field)
        return fieldTerm(*node, has);
    const Datum datum = datumOf(node->value);
    if (datum.isNil())
        return {};
    if (isDeepInside(*node)) {
        // The language looks into no value: what it finds is the text.
        constexpr std::size_t enough = 80;
        if (!node->value.isString() || node->value.string().empty())
            return {};
        const std::string beginning =
            text(node->value.string().substr(0, 4 * enough)).left(qsizetype(enough)).toStdString();
        return (has ? QString() : u"!"_s) + QString::fromStdString(phraseFor(beginning));
    }
    const auto field = m_tree.fieldOf(*node);
    return field ? QString::fromStdString(conditionFor(*field, datum, has)) : QString();
}

bool AttributesModel::hasTerm(const QModelIndex &index) const
{
    constexpr std::size_t shortEnough = 1000; // to be written out for the answer
    const AttributeNode *const node = nodeAt(index);
    if (node != nullptr && node->kind != Kind::Field && node->value.isString() &&
        node->value.string().size() > shortEnough)
        return isDeepInside(*node) || m_tree.fieldOf(*node);
    return !termOf(index, true).isEmpty();
}

QString AttributesModel::fieldTerm(const AttributeNode &node, bool has) const
{
    using Intrinsic = SearchField::Intrinsic;
    const auto field = m_tree.fieldOf(node);
    if (!field)
        return {};
    const Span &span = (*m_trace)[m_span];
    const auto term = [&](const Datum &value) {
        return QString::fromStdString(conditionFor(*field, value, has));
    };
    const std::string made = node.made.toStdString();
    switch (field->intrinsic) {
    case Intrinsic::Kind:
        return term(Datum::of(span.kind));
    case Intrinsic::State:
        return term(Datum::of(span.status));
    case Intrinsic::ParentIdHex:
        return span.parent ? term(Datum::of(std::string_view(made))) : QString();
    case Intrinsic::ScopeName:
    case Intrinsic::ScopeVersion:
        return term(Datum::of(node.value.string()));
    default:
        return term(Datum::of(std::string_view(made)));
    }
}

QString AttributesModel::pathOf(const QModelIndex &index) const
{
    const AttributeNode *const node = nodeAt(index);
    return node == nullptr ? QString() : m_tree.pathOf(*node);
}

std::optional<SearchField> AttributesModel::numberField(const QModelIndex &index) const
{
    const AttributeNode *const node = nodeAt(index);
    if (node == nullptr || node->kind != Kind::Attribute)
        return std::nullopt;
    bool isNumber = node->value.isNumber();
    if (node->value.isString() && node->value.string().size() < 40) // some formats have only text
        text(node->value.string()).toDouble(&isNumber);
    return isNumber ? m_tree.fieldOf(*node) : std::nullopt;
}

QModelIndex AttributesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount ||
        (parent.isValid() && parent.column() != KeyColumn && parent.column() != 0))
        return {};
    const AttributeNode &node = parent.isValid() ? *nodeAt(parent) : m_tree.root();
    if (static_cast<std::size_t>(row) >= node.children.size())
        return {};
    return createIndex(row, column, node.children[static_cast<std::size_t>(row)].get());
}

QModelIndex AttributesModel::parent(const QModelIndex &index) const
{
    const AttributeNode *const node = nodeAt(index);
    if (node == nullptr || node->parent == nullptr || node->parent->parent == nullptr)
        return {};
    return createIndex(static_cast<int>(node->parent->row), 0, node->parent);
}

int AttributesModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    return static_cast<int>((parent.isValid() ? *nodeAt(parent) : m_tree.root()).children.size());
}

int AttributesModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool AttributesModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    return AttributeTree::canUnfold(parent.isValid() ? *nodeAt(parent) : m_tree.root());
}

bool AttributesModel::canFetchMore(const QModelIndex &parent) const
{
    if (!parent.isValid() || parent.column() > 0)
        return false;
    AttributeNode &node = *nodeAt(parent);
    // An unread text may have rows: it is read when somebody wants them.
    return AttributeTree::canUnfold(node) &&
           (node.children.empty() || node.children.size() < AttributeTree::insideCount(node));
}

void AttributesModel::fetchMore(const QModelIndex &parent)
{
    if (const AttributeNode *const node = nodeAt(parent))
        fetchUpTo(parent, node->children.size() + fetchRows);
}

void AttributesModel::fetchUpTo(const QModelIndex &parent, std::size_t rows)
{
    AttributeNode &node = parent.isValid() ? *nodeAt(parent) : m_tree.root();
    const std::size_t before = node.children.size();
    const std::size_t after = std::min(rows, AttributeTree::insideCount(node));
    if (after <= before)
        return;
    beginInsertRows(parent.siblingAtColumn(0), static_cast<int>(before), static_cast<int>(after) - 1);
    AttributeTree::unfold(node, after);
    endInsertRows();
}

bool AttributesModel::isFavourite(const AttributeNode &node) const
{
    return !isGroup(node) && node.kind != Kind::Inside &&
           m_favourites.contains(AttributeTree::identityOf(node));
}

QString AttributesModel::originName(Origin origin) const
{
    switch (origin) {
    case Origin::Span:
        return tr("span");
    case Origin::Attribute:
        return tr("attribute");
    case Origin::Link:
        return tr("link");
    case Origin::Resource:
        return tr("resource");
    case Origin::Scope:
        return tr("scope");
    case Origin::Metric:
        return tr("metric");
    }
    return {};
}

QVariant AttributesModel::textData(const AttributeNode &node, Column column) const
{
    switch (column) {
    case StarColumn:
        return isGroup(node) || node.kind == Kind::Inside ? QString() : isFavourite(node) ? u"★"_s : u"☆"_s;
    case KeyColumn:
        return text(node.label);
    case ValueColumn:
        if (isGroup(node))
            return counted(leavesOf(node), tr("1 value"), tr("%1 values"));
        return node.made.isEmpty() ? briefText(node.value, cellLength)
                                   : node.made.left(cellLength).simplified();
    case TypeColumn:
        return typeText(node);
    case OriginColumn:
        return isGroup(node) ? QString() : originName(node.origin);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AttributesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AttributeNode &node = *nodeAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return textData(node, static_cast<Column>(index.column()));
    case WholeValueRole:
        return node.made.isEmpty() ? wholeText(node.value) : node.made;
    case GroupRole:
        return isGroup(node);
    case Qt::ToolTipRole:
        if (index.column() == StarColumn && !textData(node, StarColumn).toString().isEmpty())
            return isFavourite(node) ? tr("Take from the favourites (*)")
                                     : tr("Pin on top, in every span (*)");
        return index.column() == KeyColumn ? toolTipText(pathOf(index)) : QString();
    case Qt::ForegroundRole:
        if (index.column() == StarColumn)
            return m_theme.color(isFavourite(node) ? Token::Accent : Token::Muted);
        return index.column() == TypeColumn || isGroup(node) ? QVariant(m_theme.color(Token::Secondary))
                                                             : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == StarColumn ? QVariant::fromValue(Qt::Alignment(Qt::AlignCenter))
                                            : QVariant();
    default:
        return {};
    }
}

QVariant AttributesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    static const std::array names{QT_TR_NOOP(""), QT_TR_NOOP("Key"), QT_TR_NOOP("Value"), QT_TR_NOOP("Type"),
                                  QT_TR_NOOP("Of")};
    if (section == StarColumn)
        return QString();
    return section >= 0 && section < ColumnCount ? tr(names[static_cast<std::size_t>(section)]) : QVariant();
}

} // namespace spanwise
