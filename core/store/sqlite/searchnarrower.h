// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/narrowing.h"
#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace spanwise {

/// Finds the traces that may match one search: words in the text index and among the passages, attributes in the marks. One read of
/// the marks for a whole search: 0.15 us a chunk.
class SearchNarrower
{
public:
    /// More candidates than this narrow too little: reading the newest traces one by one fills a page sooner.
    static constexpr std::size_t mostCandidates = 30'000;

    SearchNarrower(Connection &connection, const Interruptible &interruptible)
        : m_connection(connection), m_interruptible(interruptible)
    {
    }

    /// traces.seq in no order, or nullopt when there are too many, or nothing here says anything about the search.
    std::optional<std::vector<std::int64_t>> candidates(const SearchNarrowing &narrowing);

private:
    /// Where a word is.
    struct Places
    {
        std::vector<std::int64_t> traces;
        SearchNarrowing::Choice marks; ///< of passages that have it
    };
    /// What a trace must fulfil: conditions by their bits, and of each list one formula at least.
    struct Formula
    {
        std::uint64_t all = 0;
        std::vector<std::vector<Formula>> anyOf{};

        bool isEmpty() const { return all == 0 && anyOf.empty(); }
        bool holds(std::uint64_t mask) const;
    };

    Formula formulaOf(const SearchNarrowing &narrowing);
    bool addWords(const SearchNarrowing &narrowing, Formula &formula);
    bool hasRoom() const { return m_conditions < mostConditions; }
    std::uint64_t nextBit() { return std::uint64_t(1) << m_conditions++; }
    std::optional<Places> placesOf(const std::string &word);
    void addUnindexed(const std::string &word, Places &places);
    void addIds(const std::string &word, Places &places);
    bool addPassages(const std::string &word, const std::vector<std::int64_t> &ids, Places &places);
    bool scanMarks(const Formula &formula);
    void addUnmarked(std::vector<std::int64_t> &candidates);

    static constexpr unsigned mostConditions = 60;

    Connection &m_connection;
    const Interruptible &m_interruptible;
    unsigned m_conditions = 0;
    std::vector<std::pair<std::uint64_t, SearchNarrowing::Need>> m_needs; // conditions that the marks tell, by their bits
    std::unordered_map<std::int64_t, std::uint64_t> m_masks;             // traces.seq -> conditions that hold
};

} // namespace spanwise
