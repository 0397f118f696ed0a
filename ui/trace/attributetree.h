// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/exemplarrow.h"
#include "core/model/trace.h"
#include "core/search/field.h"
#include "ui/trace/attributenode.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace spanwise {

/// Everything a span says in keys and values as a tree: favourites, attributes, own fields, links, what was
/// measured during it, scope, resource.
///
/// Nested, keys with a common beginning up to a dot stand under it; flat, each key stands for itself. Lists,
/// maps and JSON texts unfold either way, lazily: a value of megabytes costs nothing until it is opened.
/// Holds the snapshot that it views. GUI thread.
class AttributeTree
{
public:
    using Node = AttributeNode;
    /// Rows from the root on.
    using Path = std::vector<std::size_t>;

    AttributeTree() { m_root->kind = Node::Kind::Section; }
    using Measured = std::shared_ptr<const std::vector<ExemplarRow>>;
    /// favourites: identities of attributes, in the order in which they are shown. measured may be null.
    AttributeTree(std::shared_ptr<const Trace> trace, SpanRow row, Measured measured, bool nested,
                  const QStringList &favourites);

    Node &root() const noexcept { return *m_root; }
    const std::shared_ptr<const Trace> &trace() const noexcept { return m_trace; }
    SpanRow span() const noexcept { return m_span; }

    /// Whether something stands inside. Costs a glance at both ends of a text; one that turns out to be no
    /// JSON has nothing inside.
    static bool canUnfold(const Node &node);
    /// How many rows stand inside. Reads a JSON text the first time.
    static std::size_t insideCount(Node &node);
    /// Makes the rows inside up to this many.
    static void unfold(Node &node, std::size_t rows);

    /// What tells the attribute from others, in every span: favourites and the selection are kept by it.
    static QString identityOf(const Node &node);
    /// The row with this identity, behind those on top when there is a choice; nullptr when the span has
    /// none.
    Node *find(const QString &identity, bool amongFavourites);
    /// Where text occurs in keys and values, also inside values that nobody has opened; ASCII letters in
    /// either case. In the order of the rows, at most limit.
    std::vector<Path> search(const QString &text, std::size_t limit);

    /// How the search language calls it; nullopt where it has no word for it. Of a value inside of another
    /// the outer's.
    std::optional<SearchField> fieldOf(const Node &node) const;
    /// The path to copy: `span."llm.model name"`, with what follows inside of a value: `[0].content`. Of a
    /// group with `.*`.
    QString pathOf(const Node &node) const;

private:
    struct Entry;
    void addSection(const QString &title, std::vector<Entry> entries, bool nested);
    std::vector<Entry> fields() const;
    std::vector<Entry> links() const;
    std::vector<Entry> measurements() const;
    void addFavourites(const QStringList &favourites);

    std::shared_ptr<const Trace> m_trace;
    SpanRow m_span{};
    Measured m_measured; // during the span
    std::unique_ptr<Node> m_root =
        std::make_unique<Node>(); // its rows point to it, wherever the tree is moved
};

/// A value on one line, shortened to length; never costs more than that.
QString briefText(const Value &value, qsizetype length);
/// JSON in a text is worth unfolding: it has an object's or an array's ends.
bool looksLikeJson(std::string_view text);

} // namespace spanwise
