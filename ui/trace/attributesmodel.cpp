// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/attributesmodel.h"

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
