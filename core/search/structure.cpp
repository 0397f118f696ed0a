// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/structure.h"

#include <algorithm>
#include <unordered_map>

namespace spanwise::search {
namespace {

using Marks = std::vector<bool>; // one a row

Marks marksOf(const Trace &trace, const Rows &rows)
{
    Marks marks(trace.size());
    for (const std::uint32_t row : rows)
        marks[row] = true;
    return marks;
}

template<class Keep>
Rows kept(const Rows &rows, Keep keep)
{
    Rows result;
    std::ranges::copy_if(rows, std::back_inserter(result), keep);
    return result;
}

SpanRow at(std::uint32_t row)
{
    return static_cast<SpanRow>(row);
}

std::uint32_t parentOf(const SpanTree &tree, std::uint32_t row)
{
    return static_cast<std::uint32_t>(SpanTree::index(tree.parent(at(row))));
}

/// Rows with an ancestor among marks.
Marks below(const Trace &trace, const Marks &marks)
{
    const SpanTree &tree = trace.tree();
    Marks result(trace.size());
    std::vector<SpanRow> open(tree.roots().begin(), tree.roots().end());
    while (!open.empty()) {
        const SpanRow row = open.back();
        open.pop_back();
        const bool inside = marks[SpanTree::index(row)] || result[SpanTree::index(row)];
        for (const SpanRow child : tree.children(row)) {
            result[SpanTree::index(child)] = inside;
            open.push_back(child);
        }
    }
    return result;
}

/// Rows with a descendant among rows. A way up ends where another one has been.
Marks above(const Trace &trace, const Rows &rows)
{
    const SpanTree &tree = trace.tree();
    Marks result(trace.size());
    for (std::uint32_t row : rows) {
        while (!tree.isRoot(at(row))) {
            row = parentOf(tree, row);
            if (result[row])
                break;
            result[row] = true;
        }
    }
    return result;
}

/// Spans of the same parent, which need not have arrived. A span is not its own sibling.
Rows siblings(const Trace &trace, const Rows &left, const Rows &right)
{
    std::unordered_map<SpanId, std::uint32_t> count;
    const Marks mark = marksOf(trace, left);
    for (const std::uint32_t row : left)
        ++count[trace[at(row)].parent];
    return kept(right, [&](std::uint32_t row) {
        const SpanId parent = trace[at(row)].parent;
        if (!parent)
            return false;
        const auto it = count.find(parent);
        return it != count.end() && it->second > (mark[row] ? 1U : 0U);
    });
}

Rows plainly(const Trace &trace, const Rows &left, const Rows &right, Relation relation)
{
    const SpanTree &tree = trace.tree();
    switch (relation) {
    case Relation::Child: {
        const Marks mark = marksOf(trace, left);
        return kept(right,
                    [&](std::uint32_t row) { return !tree.isRoot(at(row)) && mark[parentOf(tree, row)]; });
    }
    case Relation::Parent: {
        Marks parents(trace.size());
        for (const std::uint32_t row : left) {
            if (!tree.isRoot(at(row)))
                parents[parentOf(tree, row)] = true;
        }
        return kept(right, [&](std::uint32_t row) { return parents[row]; });
    }
    case Relation::Descendant: {
        const Marks mark = below(trace, marksOf(trace, left));
        return kept(right, [&](std::uint32_t row) { return mark[row]; });
    }
    case Relation::Ancestor: {
        const Marks mark = above(trace, left);
        return kept(right, [&](std::uint32_t row) { return mark[row]; });
    }
    case Relation::Sibling:
        return siblings(trace, left, right);
    }
    return {};
}

Relation reversed(Relation relation)
{
    switch (relation) {
    case Relation::Child:
        return Relation::Parent;
    case Relation::Parent:
        return Relation::Child;
    case Relation::Descendant:
        return Relation::Ancestor;
    case Relation::Ancestor:
        return Relation::Descendant;
    case Relation::Sibling:
        break;
    }
    return Relation::Sibling;
}

} // namespace

Rows unionOf(const Rows &left, const Rows &right)
{
    Rows both;
    std::ranges::set_union(left, right, std::back_inserter(both));
    return both;
}

Rows related(const Trace &trace, const Rows &left, const Rows &right, Relation relation, Spanset::Form form)
{
    Rows found = plainly(trace, left, right, relation);
    switch (form) {
    case Spanset::Form::Plain:
        return found;
    case Spanset::Form::Union:
        return unionOf(found, plainly(trace, right, left, reversed(relation)));
    case Spanset::Form::Negated:
        break;
    }
    Rows others;
    std::ranges::set_difference(right, found, std::back_inserter(others));
    return others;
}

} // namespace spanwise::search
