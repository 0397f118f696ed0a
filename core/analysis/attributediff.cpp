// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributediff.h"

namespace spanwise {
namespace {

/// Calls visit(PairedAttribute) for every attribute of either.
template<class Visit>
void forEachPair(std::span<const Attribute> left, std::span<const Attribute> right, Visit &&visit)
{
    bool sameKeys = left.size() == right.size();
    for (std::size_t i = 0; i < left.size(); ++i) {
        const bool isInPlace = i < right.size() && right[i].key == left[i].key;
        sameKeys = sameKeys && isInPlace;
        const Value *const other = isInPlace ? &right[i].value : find(right, left[i].key);
        const bool differs = other == nullptr || !(*other == left[i].value);
        visit(PairedAttribute{left[i].key, &left[i].value, other, differs});
    }
    if (sameKeys)
        return;
    for (std::size_t i = 0; i < right.size(); ++i) {
        const bool isInPlace = i < left.size() && left[i].key == right[i].key;
        if (!isInPlace && find(left, right[i].key) == nullptr)
            visit(PairedAttribute{right[i].key, nullptr, &right[i].value});
    }
}

} // namespace

std::vector<PairedAttribute> differingAttributes(std::span<const Attribute> left,
                                                 std::span<const Attribute> right)
{
    std::vector<PairedAttribute> list;
    forEachPair(left, right, [&](const PairedAttribute &pair) {
        if (pair.differs)
            list.push_back(pair);
    });
    return list;
}

std::uint32_t countDifferingAttributes(std::span<const Attribute> left, std::span<const Attribute> right)
{
    std::uint32_t count = 0;
    forEachPair(left, right, [&](const PairedAttribute &pair) { count += pair.differs ? 1 : 0; });
    return count;
}

std::vector<PairedAttribute> pairedAttributes(const Trace &left, std::optional<SpanRow> leftRow,
                                              const Trace &right, std::optional<SpanRow> rightRow)
{
    using List = std::span<const Attribute>;
    const auto ofSpan = [](const Trace &trace, std::optional<SpanRow> row) {
        return row ? List(trace[*row].attributes) : List();
    };
    const auto ofResource = [](const Trace &trace, std::optional<SpanRow> row) {
        return row ? List(trace.resource(*row).attributes) : List();
    };
    std::vector<PairedAttribute> list;
    forEachPair(ofSpan(left, leftRow), ofSpan(right, rightRow),
                [&](const PairedAttribute &pair) { list.push_back(pair); });
    forEachPair(ofResource(left, leftRow), ofResource(right, rightRow), [&](PairedAttribute pair) {
        pair.ofResource = true;
        list.push_back(pair);
    });
    return list;
}

} // namespace spanwise
