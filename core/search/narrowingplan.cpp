// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/narrowingplan.h"

#include <algorithm>

namespace spanwise {

bool NarrowingPlan::Formula::holds(std::uint64_t mask) const
{
    return (mask & all) == all && std::ranges::all_of(anyOf, [&](const std::vector<Formula> &list) {
               return std::ranges::any_of(list, [&](const Formula &formula) { return formula.holds(mask); });
           });
}

NarrowingPlan::NarrowingPlan(const SearchNarrowing &narrowing, const FindWord &find)
{
    m_formula = formulaOf(narrowing, find);
}

NarrowingPlan::Formula NarrowingPlan::formulaOf(const SearchNarrowing &narrowing, const FindWord &find)
{
    Formula formula;
    if (addWords(narrowing, find, formula))
        return formula; // few are left: the marks are not worth reading
    for (const SearchNarrowing::Need &need : narrowing.needs) {
        if (!hasRoom())
            break;
        m_needs.push_back({nextBit(), need});
        formula.all |= m_needs.back().first;
    }
    for (const std::vector<SearchNarrowing> &alternatives : narrowing.alternatives) {
        std::vector<Formula> list;
        for (const SearchNarrowing &alternative : alternatives)
            list.push_back(formulaOf(alternative, find));
        if (std::ranges::none_of(list, &Formula::isEmpty))
            formula.anyOf.push_back(std::move(list));
    }
    return formula;
}

/// True when some word is nowhere but in the traces that are known by now.
bool NarrowingPlan::addWords(const SearchNarrowing &narrowing, const FindWord &find, Formula &formula)
{
    bool onlyInPlaces = false;
    for (const std::string &word : narrowing.words) {
        const auto places = hasRoom() ? find(word) : std::nullopt;
        if (!places)
            continue;
        const std::uint64_t bit = nextBit();
        formula.all |= bit;
        for (const std::int64_t trace : places->traces)
            m_known[trace] |= bit;
        if (places->marks.empty())
            onlyInPlaces = true;
        else
            m_needs.push_back({bit, {places->marks}});
    }
    return onlyInPlaces;
}

} // namespace spanwise
