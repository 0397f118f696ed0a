// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/attributesmodel.h"

#include "core/search/searchparts.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qsizetype cellLength = 300; // more does not fit; the viewer below has the whole value

QString kindName(SpanKind kind)
{
    static const std::array names{u"unspecified"_s, u"internal"_s, u"server"_s,
                                  u"client"_s,      u"producer"_s, u"consumer"_s};
    return names[static_cast<std::size_t>(kind)];
}

QString statusName(StatusCode status)
{
    static const std::array names{u"unset"_s, u"ok"_s, u"error"_s};
    return names[static_cast<std::size_t>(status)];
}

} // namespace

void AttributesModel::setSpan(std::shared_ptr<const Trace> trace, SpanRow row)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_span = row;
    m_rows.clear();
    if (m_trace) {
        const auto add = [&](Origin origin, std::span<const Attribute> attributes) {
            for (const Attribute &attribute : attributes)
                m_rows.push_back({origin, attribute.key, attribute.value, {}});
        };
        const Span &span = (*m_trace)[row];
        add(Origin::Attribute, span.attributes);
        addFields(span);
        addLinks(span);
        const Scope &scope = m_trace->scope(row);
        if (!scope.name.empty())
            m_rows.push_back({Origin::Scope, "scope.name", Value::ofString(scope.name), {}});
        if (!scope.version.empty())
            m_rows.push_back({Origin::Scope, "scope.version", Value::ofString(scope.version), {}});
        add(Origin::Scope, scope.attributes);
        add(Origin::Resource, m_trace->resource(row).attributes);
    }
    endResetModel();
}

void AttributesModel::addFields(const Span &span)
{
    const auto add = [&](std::string_view key, QString made) {
        m_rows.push_back({Origin::Span, key, {}, std::move(made)});
    };
    add("name", text(span.name));
    add("trace id", QString::fromStdString(span.traceId.toHex()));
    add("span id", QString::fromStdString(span.id.toHex()));
    add("parent id", span.parent ? QString::fromStdString(span.parent.toHex()) : tr("none"));
    add("kind", kindName(span.kind));
    add("status", statusName(span.status));
    if (!span.statusMessage.empty())
        add("status message", text(span.statusMessage));
    add("begin", formatFullTime(span.time.begin));
    add("end", formatFullTime(span.time.end));
    if (!span.traceState.empty())
        add("tracestate", text(span.traceState));
    if (const auto dropped = span.droppedAttributes + span.droppedEvents + span.droppedLinks; dropped > 0)
        add("dropped by the sender", formatCount(dropped));
}

void AttributesModel::addLinks(const Span &span)
{
    for (const Link &link : span.links) {
        m_rows.push_back({Origin::Link,
                          "linked span",
                          {},
                          QString::fromStdString(link.traceId.toHex() + " / " + link.spanId.toHex())});
        for (const Attribute &attribute : link.attributes)
            m_rows.push_back({Origin::Link, attribute.key, attribute.value, {}});
    }
}

QString AttributesModel::termOf(int index, bool has) const
{
    if (index < 0 || index >= rowCount())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index)];
    if (!row.made.isEmpty() || row.origin == Origin::Span || row.key == "scope.name" || row.key == "scope.version")
        return fieldTerm(row.key, has);
    const auto scope = row.origin == Origin::Resource ? SearchField::Scope::Resource
                       : row.origin == Origin::Scope  ? SearchField::Scope::Instrumentation
                       : row.origin == Origin::Link   ? SearchField::Scope::Link
                                                      : SearchField::Scope::Span;
    const SearchField field{.scope = scope, .key = std::string(row.key)};
    Value value = row.value;
    if (value.type() == Value::Type::Array && !value.array().empty())
        value = value.array().front(); // a list has what one of its elements is
    switch (value.type()) {
    case Value::Type::String:
        return QString::fromStdString(conditionFor(field, Datum::of(value.string()), has));
    case Value::Type::Bool:
        return QString::fromStdString(conditionFor(field, Datum::of(value.boolean()), has));
    case Value::Type::Int:
        return QString::fromStdString(conditionFor(field, Datum::of(value.integer()), has));
    case Value::Type::Double:
        return QString::fromStdString(conditionFor(field, Datum::of(value.real()), has));
    default:
        return {};
    }
}

QString AttributesModel::fieldTerm(std::string_view key, bool has) const
{
    using Intrinsic = SearchField::Intrinsic;
    const Span &span = (*m_trace)[m_span];
    const Scope &scope = m_trace->scope(m_span);
    const auto term = [has](Intrinsic intrinsic, const Datum &value) {
        return QString::fromStdString(conditionFor({.scope = SearchField::Scope::Intrinsic, .intrinsic = intrinsic}, value, has));
    };
    const auto hex = [&](Intrinsic intrinsic, const std::string &id) { return term(intrinsic, Datum::of(std::string_view(id))); };
    if (key == "trace id")
        return hex(Intrinsic::TraceIdHex, span.traceId.toHex());
    if (key == "span id")
        return hex(Intrinsic::SpanIdHex, span.id.toHex());
    if (key == "parent id" && span.parent)
        return hex(Intrinsic::ParentIdHex, span.parent.toHex());
    if (key == "kind")
        return term(Intrinsic::Kind, Datum::of(span.kind));
    if (key == "status")
        return term(Intrinsic::State, Datum::of(span.status));
    if (key == "status message")
        return term(Intrinsic::StatusMessage, Datum::of(span.statusMessage));
    if (key == "scope.name")
        return term(Intrinsic::ScopeName, Datum::of(scope.name));
    if (key == "scope.version")
        return term(Intrinsic::ScopeVersion, Datum::of(scope.version));
    if (key == "name")
        return term(Intrinsic::Name, Datum::of(span.name));
    return {};
}

int AttributesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AttributesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString AttributesModel::valueOf(const Row &row) const
{
    return row.made.isEmpty() ? valueText(row.value) : row.made;
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
    }
    return {};
}

QVariant AttributesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == WholeValueRole)
        return valueOf(row);
    if (role == Qt::ToolTipRole && index.column() == KeyColumn)
        return toolTipText(row.made.isEmpty()
                               ? QString(text(row.key) % u" ("_s % valueTypeName(row.value) % u')')
                               : text(row.key));
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case KeyColumn:
        return text(row.key);
    case ValueColumn: {
        const QString value = valueOf(row);
        const QString shown = value.left(cellLength).simplified();
        return value.size() > cellLength ? QString(shown % u'…') : shown;
    }
    case OriginColumn:
        return originName(row.origin);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AttributesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    static const std::array names{QT_TR_NOOP("Key"), QT_TR_NOOP("Value"), QT_TR_NOOP("Of")};
    return section >= 0 && section < ColumnCount ? tr(names[static_cast<std::size_t>(section)]) : QVariant();
}

} // namespace spanwise
