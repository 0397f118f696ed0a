// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributediff.h"

namespace spanwise {
namespace {

/// Calls differs(key, left, right) for every attribute that differs.
template<class Differs>
void forEachDifference(std::span<const Attribute> left, std::span<const Attribute> right, Differs &&differs)
{
    bool sameKeys = left.size() == right.size();
    for (std::size_t i = 0; i < left.size(); ++i) {
        const bool isInPlace = i < right.size() && right[i].key == left[i].key;
        sameKeys = sameKeys && isInPlace;
        const Value *const other = isInPlace ? &right[i].value : find(right, left[i].key);
        if (other == nullptr || !(*other == left[i].value))
            differs(left[i].key, &left[i].value, other);
    }
    if (sameKeys)
        return;
    for (std::size_t i = 0; i < right.size(); ++i) {
        const bool isInPlace = i < left.size() && left[i].key == right[i].key;
        if (!isInPlace && find(left, right[i].key) == nullptr)
            differs(right[i].key, static_cast<const Value *>(nullptr), &right[i].value);
    }
}

} // namespace

std::vector<DifferingAttribute> differingAttributes(std::span<const Attribute> left,
                                                    std::span<const Attribute> right)
{
    std::vector<DifferingAttribute> list;
    forEachDifference(left, right, [&](std::string_view key, const Value *before, const Value *after) {
        list.push_back({key, before, after, false});
    });
    return list;
}

std::uint32_t countDifferingAttributes(std::span<const Attribute> left, std::span<const Attribute> right)
{
    std::uint32_t count = 0;
    forEachDifference(left, right, [&](std::string_view, const Value *, const Value *) { ++count; });
    return count;
}

std::vector<DifferingAttribute> differingAttributes(const Trace &left, SpanRow leftRow, const Trace &right,
                                                    SpanRow rightRow)
{
    std::vector<DifferingAttribute> list =
        differingAttributes(left[leftRow].attributes, right[rightRow].attributes);
    for (DifferingAttribute attribute :
         differingAttributes(left.resource(leftRow).attributes, right.resource(rightRow).attributes)) {
        attribute.ofResource = true;
        list.push_back(attribute);
    }
    return list;
}

} // namespace spanwise
