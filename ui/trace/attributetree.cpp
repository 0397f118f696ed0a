// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/attributetree.h"

#include "core/codec/jsonvalue.h"
#include "core/metrics/tags.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Node = AttributeNode;
using Kind = Node::Kind;
using Origin = Node::Origin;

QString tr(const char *words)
{
    return QCoreApplication::translate("spanwise::AttributesModel", words);
}

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

Node &addChild(Node &parent, std::unique_ptr<Node> node)
{
    node->parent = &parent;
    node->row = parent.children.size();
    node->isFavourite = node->isFavourite || parent.isFavourite;
    parent.children.push_back(std::move(node));
    return *parent.children.back();
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// What stands inside: the value itself, or what its text says.
const Value &insideOf(Node &node)
{
    if (node.value.type() != Value::Type::String)
        return node.value;
    if (!node.isRead) {
        node.isRead = true;
        node.arena = std::make_unique<Arena>();
        if (auto read = readJson(std::string(trimmed(node.value.string())), *node.arena, "value"))
            node.unfolded = *read;
        else
            node.arena.reset();
    }
    return node.unfolded;
}

std::size_t countOf(const Value &value)
{
    return value.type() == Value::Type::Array ? value.array().size()
           : value.type() == Value::Type::Map ? value.map().size()
                                              : 0;
}

std::string placeText(const Value &container, std::size_t row)
{
    return container.type() == Value::Type::Array ? '[' + std::to_string(row) + ']'
                                                  : std::string(container.map()[row].key);
}

/// Finds a text in UTF-8; ASCII letters in either case.
class Needle
{
public:
    explicit Needle(const QString &text)
        : m_lower(text.toLower().toStdString())
    {
    }

    bool isIn(std::string_view text) const
    {
        if (m_lower.empty() || text.size() < m_lower.size())
            return m_lower.empty();
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        const char first = m_lower.front();
        const char upper = first >= 'a' && first <= 'z' ? static_cast<char>(first - 'a' + 'A') : first;
        const char *const last = text.data() + text.size() - m_lower.size();
        for (const char *at = text.data(); at <= last; ++at) {
            if ((*at == first || *at == upper) && std::equal(m_lower.begin() + 1, m_lower.end(), at + 1,
                                                             [&](char a, char b) { return a == lower(b); }))
                return true;
        }
        return false;
    }

private:
    std::string m_lower;
};

/// Collects where a needle is, below one node.
class Finder
{
public:
    Finder(const QString &text, std::size_t limit)
        : m_needle(text)
        , m_limit(limit)
    {
    }

    void look(Node &node)
    {
        if (node.kind == Kind::Section || node.kind == Kind::Group) {
            for (const auto &child : node.children)
                step(child->row, [&] { look(*child); });
            return;
        }
        const bool inKey = m_needle.isIn(node.key);
        if (inKey)
            found();
        if (!node.made.isEmpty()) {
            if (!inKey && m_needle.isIn(node.made.toStdString()))
                found();
            return;
        }
        const std::size_t before = m_found.size();
        const bool isJson = node.value.isString() && AttributeTree::canUnfold(node);
        if (!isJson || m_needle.isIn(node.value.string()))
            lookInside(isJson ? insideOf(node) : node.value);
        // Escapes of JSON can part what the text has together.
        if (isJson && m_found.size() == before && !inKey && m_needle.isIn(node.value.string()))
            found();
        else if (!isJson && countOf(node.value) == 0 && !inKey && m_needle.isIn(scalar(node.value)))
            found();
    }

    std::vector<AttributeTree::Path> take() { return std::move(m_found); }

private:
    template<class Work>
    void step(std::size_t row, Work &&work)
    {
        if (m_found.size() >= m_limit)
            return;
        m_at.push_back(row);
        work();
        m_at.pop_back();
    }

    void found()
    {
        if (m_found.size() < m_limit)
            m_found.push_back(m_at);
    }

    void lookInside(const Value &container)
    {
        const std::size_t count = countOf(container);
        for (std::size_t row = 0; row < count && m_found.size() < m_limit; ++row) {
            const bool isArray = container.type() == Value::Type::Array;
            const Value &value = isArray ? container.array()[row] : container.map()[row].value;
            step(row, [&] {
                if ((!isArray && m_needle.isIn(container.map()[row].key)) ||
                    (countOf(value) == 0 && m_needle.isIn(scalar(value))))
                    found();
                lookInside(value);
            });
        }
    }

    std::string_view scalar(const Value &value)
    {
        if (value.isString())
            return value.string();
        m_scratch = value.type() == Value::Type::Bytes ? std::string() : valueText(value).toStdString();
        return m_scratch;
    }

    Needle m_needle;
    std::size_t m_limit;
    AttributeTree::Path m_at;
    std::vector<AttributeTree::Path> m_found;
    std::string m_scratch;
};

void writeBrief(const Value &value, QString &to, qsizetype length)
{
    const bool isMap = value.type() == Value::Type::Map;
    if (!isMap && value.type() != Value::Type::Array) {
        const bool isText = value.isString();
        if (isText)
            to += u'"';
        to += isText ? text(value.string().substr(0, static_cast<std::size_t>(4 * length))).left(length)
                     : valueText(value);
        if (isText)
            to += u'"';
        return;
    }
    to += isMap ? u'{' : u'[';
    for (std::size_t i = 0; i < countOf(value) && to.size() < length; ++i) {
        if (i > 0)
            to += u", "_s;
        if (isMap)
            to += text(value.map()[i].key) % u": "_s;
        writeBrief(isMap ? value.map()[i].value : value.array()[i], to, length);
    }
    to += isMap ? u'}' : u']';
}

} // namespace

QString briefText(const Value &value, qsizetype length)
{
    QString shown;
    if (value.isString())
        shown = text(value.string().substr(0, static_cast<std::size_t>(4 * length + 4)));
    else if (value.type() == Value::Type::Bytes)
        shown = valueText(Value::ofBytes(value.string().substr(0, static_cast<std::size_t>(length))));
    else if (countOf(value) > 0)
        writeBrief(value, shown, length);
    else
        shown = valueText(value);
    const bool isCut = shown.size() > length;
    shown = shown.left(length).simplified();
    return isCut ? QString(shown % u'…') : shown;
}

bool looksLikeJson(std::string_view all)
{
    const std::string_view text = trimmed(all);
    return text.size() > 1 &&
           ((text.front() == '{' && text.back() == '}') || (text.front() == '[' && text.back() == ']'));
}

/// One key and its value on the way into the tree.
struct AttributeTree::Entry
{
    Kind kind = Kind::Attribute;
    Origin origin = Origin::Attribute;
    std::string_view key;
    Value value;
    QString made;

    std::unique_ptr<Node> node(std::string_view label) const
    {
        auto made_ = std::make_unique<Node>();
        made_->kind = kind;
        made_->origin = origin;
        made_->label = label;
        made_->key = key;
        made_->value = value;
        made_->made = made;
        return made_;
    }
};

namespace {

/// Puts entries under the common beginnings of their keys; from: what of the keys their parents say.
template<class Entry>
void addNested(Node &parent, const std::vector<const Entry *> &entries, std::size_t from)
{
    std::vector<std::pair<std::string_view, std::vector<const Entry *>>> groups;
    std::unordered_map<std::string_view, std::size_t> at;
    for (const Entry *entry : entries) {
        const std::string_view rest = entry->key.substr(std::min(from, entry->key.size()));
        const std::size_t dot = entry->kind == Kind::Attribute ? rest.find('.') : std::string_view::npos;
        const std::string_view first = rest.substr(0, dot);
        const auto [place, isNew] = at.try_emplace(first, groups.size());
        if (isNew)
            groups.push_back({first, {}});
        groups[place->second].second.push_back(entry);
    }
    for (const auto &[first, members] : groups) {
        const bool isAlone =
            members.size() == 1 || first.empty() ||
            std::ranges::any_of(members, [](const Entry *entry) { return entry->kind != Kind::Attribute; });
        if (isAlone) {
            for (const Entry *entry : members)
                addChild(parent,
                         entry->node(from < entry->key.size() ? entry->key.substr(from) : entry->key));
            continue;
        }
        // As far as all of them go together.
        std::size_t end = from + first.size();
        for (;;) {
            const std::string_view key = members.front()->key;
            const std::size_t dot = end < key.size() ? key.find('.', end + 1) : std::string_view::npos;
            const bool together =
                dot != std::string_view::npos && std::ranges::all_of(members, [&](const Entry *entry) {
                    return entry->key.size() > dot && entry->key.substr(0, dot + 1) == key.substr(0, dot + 1);
                });
            if (!together)
                break;
            end = dot;
        }
        auto group = std::make_unique<Node>();
        group->kind = Kind::Group;
        group->origin = members.front()->origin;
        group->key = members.front()->key.substr(0, end);
        group->label = group->key.substr(from);
        addNested(addChild(parent, std::move(group)), members, end + 1);
    }
}

} // namespace

AttributeTree::AttributeTree(std::shared_ptr<const Trace> trace, SpanRow row, Measured measured, bool nested,
                             const QStringList &favourites)
    : AttributeTree()
{
    m_trace = std::move(trace);
    m_span = row;
    m_measured = std::move(measured);
    if (!m_trace)
        return;
    const auto entriesOf = [](Origin origin, std::span<const Attribute> attributes) {
        std::vector<Entry> entries;
        for (const Attribute &attribute : attributes)
            entries.push_back({Kind::Attribute, origin, attribute.key, attribute.value, {}});
        return entries;
    };
    addSection({}, entriesOf(Origin::Attribute, (*m_trace)[row].attributes), nested);
    addSection(tr("Span"), fields(), nested);
    addSection(tr("Links"), links(), nested);
    addSection(tr("Measured"), measurements(), nested);
    const Scope &scope = m_trace->scope(row);
    std::vector<Entry> ofScope;
    if (!scope.name.empty())
        ofScope.push_back({Kind::Field, Origin::Scope, "scope.name", Value::ofString(scope.name), {}});
    if (!scope.version.empty())
        ofScope.push_back({Kind::Field, Origin::Scope, "scope.version", Value::ofString(scope.version), {}});
    std::ranges::copy(entriesOf(Origin::Scope, scope.attributes), std::back_inserter(ofScope));
    addSection(tr("Scope"), std::move(ofScope), nested);
    addSection(tr("Resource"), entriesOf(Origin::Resource, m_trace->resource(row).attributes), nested);
    addFavourites(favourites);
}

void AttributeTree::addSection(const QString &title, std::vector<Entry> entries, bool nested)
{
    if (entries.empty())
        return;
    Node *into = m_root.get();
    if (nested && !title.isEmpty()) {
        auto section = std::make_unique<Node>();
        section->kind = Kind::Section;
        section->label = title.toStdString();
        section->origin = entries.front().origin;
        into = &addChild(*m_root, std::move(section));
    }
    if (!nested) {
        for (const Entry &entry : entries)
            addChild(*into, entry.node(entry.key));
        return;
    }
    std::vector<const Entry *> pointers;
    for (const Entry &entry : entries)
        pointers.push_back(&entry);
    addNested(*into, pointers, 0);
}

void AttributeTree::addFavourites(const QStringList &favourites)
{
    auto section = std::make_unique<Node>();
    section->kind = Kind::Section;
    section->isFavourite = true;
    section->label = tr("Favourites").toStdString();
    for (const QString &identity : favourites) {
        const Node *const found = find(identity, false);
        if (found == nullptr)
            continue;
        auto copy = std::make_unique<Node>();
        copy->kind = found->kind;
        copy->origin = found->origin;
        copy->label = found->key;
        copy->key = found->key;
        copy->value = found->value;
        copy->made = found->made;
        addChild(*section, std::move(copy));
    }
    if (section->children.empty())
        return;
    section->parent = m_root.get();
    m_root->children.insert(m_root->children.begin(), std::move(section));
    for (std::size_t row = 0; row < m_root->children.size(); ++row)
        m_root->children[row]->row = row;
}

std::vector<AttributeTree::Entry> AttributeTree::fields() const
{
    const Span &span = (*m_trace)[m_span];
    std::vector<Entry> entries;
    const auto add = [&](std::string_view key, QString made) {
        entries.push_back({Kind::Field, Origin::Span, key, {}, std::move(made)});
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
    return entries;
}

std::vector<AttributeTree::Entry> AttributeTree::links() const
{
    std::vector<Entry> entries;
    for (const Link &link : (*m_trace)[m_span].links) {
        entries.push_back({Kind::Field,
                           Origin::Link,
                           "linked span",
                           {},
                           QString::fromStdString(link.traceId.toHex() + " / " + link.spanId.toHex())});
        for (const Attribute &attribute : link.attributes)
            entries.push_back({Kind::Attribute, Origin::Link, attribute.key, attribute.value, {}});
    }
    return entries;
}

std::vector<AttributeTree::Entry> AttributeTree::measurements() const
{
    std::vector<Entry> entries;
    if (!m_measured)
        return entries;
    for (const ExemplarRow &exemplar : *m_measured) {
        const QString tags = text(textOf(exemplar.tags));
        entries.push_back(
            {Kind::Field,
             Origin::Metric,
             exemplar.metric,
             {},
             tr("%1 at %2").arg(valueText(Value::ofDouble(exemplar.value)), formatTime(exemplar.time, true)) %
                 (tags.isEmpty() ? QString() : QString(u' ' % tags))});
        if (!exemplar.attributes.empty())
            entries.push_back(
                {Kind::Attribute, Origin::Metric, "attributes", Value::ofString(exemplar.attributes), {}});
    }
    return entries;
}

bool AttributeTree::canUnfold(const Node &node)
{
    if (node.kind == Kind::Section || node.kind == Kind::Group)
        return !node.children.empty();
    if (node.isRead)
        return countOf(node.unfolded) > 0;
    return countOf(node.value) > 0 || (node.value.isString() && looksLikeJson(node.value.string()));
}

std::size_t AttributeTree::insideCount(Node &node)
{
    if (node.kind == Kind::Section || node.kind == Kind::Group)
        return node.children.size();
    return canUnfold(node) ? countOf(insideOf(node)) : 0;
}

void AttributeTree::unfold(Node &node, std::size_t rows)
{
    rows = std::min(rows, insideCount(node));
    if (node.children.size() >= rows)
        return;
    const Value &container = insideOf(node);
    for (std::size_t row = node.children.size(); row < rows; ++row) {
        auto child = std::make_unique<Node>();
        child->kind = Kind::Inside;
        child->origin = node.origin;
        child->label = placeText(container, row);
        child->value =
            container.type() == Value::Type::Array ? container.array()[row] : container.map()[row].value;
        addChild(node, std::move(child));
    }
}

QString AttributeTree::identityOf(const Node &node)
{
    const Node *attribute = &node;
    while (attribute->kind == Kind::Inside)
        attribute = attribute->parent;
    static constexpr std::array origins{u's', u'a', u'l', u'r', u'i', u'm'};
    return QString(QChar(origins[static_cast<std::size_t>(attribute->origin)])) % u':' % text(attribute->key);
}

AttributeTree::Node *AttributeTree::find(const QString &identity, bool amongFavourites)
{
    const auto below = [&](const auto &self, Node &node) -> Node * {
        for (const auto &child : node.children) {
            if (child->kind == Kind::Section && child->isFavourite != amongFavourites)
                continue;
            const bool isLeaf = child->kind == Kind::Attribute || child->kind == Kind::Field;
            if (isLeaf && child->isFavourite == amongFavourites && identityOf(*child) == identity)
                return child.get();
            if (!isLeaf) {
                if (Node *const found = self(self, *child))
                    return found;
            }
        }
        return nullptr;
    };
    Node *const found = below(below, *m_root);
    return found == nullptr && amongFavourites ? find(identity, false) : found;
}

std::vector<AttributeTree::Path> AttributeTree::search(const QString &text, std::size_t limit)
{
    Finder finder(text, limit);
    if (!text.isEmpty())
        finder.look(*m_root);
    return finder.take();
}

std::optional<SearchField> AttributeTree::fieldOf(const Node &node) const
{
    const Node *attribute = &node;
    while (attribute->kind == Kind::Inside)
        attribute = attribute->parent;
    if (attribute->kind == Kind::Section || attribute->origin == Origin::Metric)
        return std::nullopt;
    if (attribute->kind != Kind::Field) {
        const auto scope = attribute->origin == Origin::Resource ? SearchField::Scope::Resource
                           : attribute->origin == Origin::Scope  ? SearchField::Scope::Instrumentation
                           : attribute->origin == Origin::Link   ? SearchField::Scope::Link
                                                                 : SearchField::Scope::Span;
        return SearchField{.scope = scope, .key = attribute->key};
    }
    using Intrinsic = SearchField::Intrinsic;
    static const std::unordered_map<std::string_view, Intrinsic> intrinsics{
        {"name", Intrinsic::Name},
        {"trace id", Intrinsic::TraceIdHex},
        {"span id", Intrinsic::SpanIdHex},
        {"parent id", Intrinsic::ParentIdHex},
        {"kind", Intrinsic::Kind},
        {"status", Intrinsic::State},
        {"status message", Intrinsic::StatusMessage},
        {"scope.name", Intrinsic::ScopeName},
        {"scope.version", Intrinsic::ScopeVersion}};
    const auto found = intrinsics.find(attribute->key);
    if (found == intrinsics.end())
        return std::nullopt;
    return SearchField{.scope = SearchField::Scope::Intrinsic, .intrinsic = found->second};
}

QString AttributeTree::pathOf(const Node &node) const
{
    const auto field = fieldOf(node);
    if (!field)
        return {};
    QString inside;
    for (const Node *at = &node; at->kind == Kind::Inside; at = at->parent) {
        const QString place = text(at->label);
        const bool isPlain = std::ranges::all_of(at->label, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        });
        inside.prepend(
            place.startsWith(u'[') ? place
            : isPlain              ? QString(u'.' % place)
                      : QString(u".\""_s % QString(place).replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) %
                                u'"'));
    }
    const QString path = QString::fromStdString(writtenField(*field)) % inside;
    return node.kind == Kind::Group ? QString(path % u".*"_s) : path;
}

} // namespace spanwise
