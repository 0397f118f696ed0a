// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/narrowingplan.h"
#include "core/store/postgres/session.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise::pg {

/// Finds the traces that may match a search, all on the server: words through the trigrams of search and
/// passages (or by reading them where there is no index), attributes by looking at the bits of the marks of
/// every chunk: about half a microsecond a chunk, divided among the server's parallel workers. Throws
/// Failure.
class SearchNarrower
{
public:
    /// More candidates than this narrow too little: reading the newest traces one by one fills a page sooner.
    static constexpr std::size_t mostCandidates = 30'000;

    explicit SearchNarrower(Session &session)
        : m_session(session)
    {
    }

    /// traces.seq in no order, or nullopt when there are too many, or nothing here says anything about the
    /// search.
    std::optional<std::vector<std::int64_t>> candidates(const SearchNarrowing &narrowing);

private:
    using Places = NarrowingPlan::Places;

    std::optional<Places> placesOf(const std::string &word);
    std::vector<std::int64_t> numbers(const std::string &sql, const Parameters &parameters, std::size_t most);
    std::optional<std::vector<std::int64_t>> fulfilling(const NarrowingPlan &plan);
    void addUnmarked(std::vector<std::int64_t> &traces);

    Session &m_session;
};

/// SQL for `m.data`, a filter of packMarks(): whether one mark at least of each choice may be there.
std::string holdsNeed(const SearchNarrowing::Need &need);

} // namespace spanwise::pg
