// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/narrowingplan.h"
#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace spanwise {

/// Finds the traces that may match one search: words in the text index and among the passages, attributes in
/// the marks. One read of the marks for a whole search: 0.15 us a chunk.
class SearchNarrower
{
public:
    /// More candidates than this narrow too little: reading the newest traces one by one fills a page sooner.
    static constexpr std::size_t mostCandidates = 30'000;

    SearchNarrower(Connection &connection, const Interruptible &interruptible)
        : m_connection(connection)
        , m_interruptible(interruptible)
    {
    }

    /// traces.seq in no order, or nullopt when there are too many, or nothing here says anything about the
    /// search.
    std::optional<std::vector<std::int64_t>> candidates(const SearchNarrowing &narrowing);

private:
    using Places = NarrowingPlan::Places;
    using Masks = std::unordered_map<std::int64_t, std::uint64_t>; // traces.seq -> conditions that hold

    std::optional<Places> placesOf(const std::string &word);
    void addUnindexed(const std::string &word, Places &places);
    void addIds(const std::string &word, Places &places);
    bool addPassages(const std::string &word, const std::vector<std::int64_t> &ids, Places &places);
    bool scanMarks(const NarrowingPlan &plan, Masks &masks);
    void addUnmarked(std::vector<std::int64_t> &candidates);

    Connection &m_connection;
    const Interruptible &m_interruptible;
};

} // namespace spanwise
