// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/narrowing.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace spanwise {

/// What a store looks up for a search: conditions, each a bit, and how they must hold together. The same for
/// every store; how words and marks are looked up is the store's. Traces are numbers as the store has them.
class NarrowingPlan
{
public:
    /// Where a word is.
    struct Places
    {
        std::vector<std::int64_t> traces;
        SearchNarrowing::Choice marks; ///< of passages that have it
    };
    /// Finds a folded word; nullopt when it is too short or too common to say anything.
    using FindWord = std::function<std::optional<Places>(const std::string &word)>;

    /// What a trace must fulfil: conditions by their bits, and of each list one formula at least.
    struct Formula
    {
        std::uint64_t all = 0;
        std::vector<std::vector<Formula>> anyOf{};

        bool isEmpty() const { return all == 0 && anyOf.empty(); }
        bool holds(std::uint64_t mask) const;
    };

    static constexpr unsigned mostConditions = 60; ///< a signed number has bits for them

    NarrowingPlan(const SearchNarrowing &narrowing, const FindWord &find);

    /// Empty when nothing here says anything about the search.
    const Formula &formula() const noexcept { return m_formula; }
    /// The conditions that the marks of chunks tell, by their bits.
    const std::vector<std::pair<std::uint64_t, SearchNarrowing::Need>> &needs() const noexcept
    {
        return m_needs;
    }
    /// The traces of which it is known which conditions they fulfil; marks may add to that.
    const std::unordered_map<std::int64_t, std::uint64_t> &known() const noexcept { return m_known; }

private:
    Formula formulaOf(const SearchNarrowing &narrowing, const FindWord &find);
    bool addWords(const SearchNarrowing &narrowing, const FindWord &find, Formula &formula);
    bool hasRoom() const { return m_conditions < mostConditions; }
    std::uint64_t nextBit() { return std::uint64_t(1) << m_conditions++; }

    unsigned m_conditions = 0;
    std::vector<std::pair<std::uint64_t, SearchNarrowing::Need>> m_needs;
    std::unordered_map<std::int64_t, std::uint64_t> m_known;
    Formula m_formula;
};

} // namespace spanwise
