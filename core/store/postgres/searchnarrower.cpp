// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/searchnarrower.h"

#include "core/search/markprobes.h"
#include "core/store/postgres/text.h"
#include "core/store/text/searchtext.h"

#include <algorithm>

namespace spanwise::pg {
namespace {

constexpr std::size_t mostConditions = 60;
/// A word in more passages than this is not rare, and its marks take the server long to look for.
constexpr std::size_t mostPassages = 32;

std::string holdsMark(SearchMark mark)
{
    std::string sql;
    for (const std::uint32_t probe : markProbes(mark)) {
        // get_bit counts as packMarks() does. Numbers, nothing that came from outside.
        sql += (sql.empty() ? "" : " AND ") + std::string("get_bit(m.data, ((") + std::to_string(probe)
               + "::bigint * (8 * length(m.data))) >> 32)::integer) = 1";
    }
    return "(" + sql + ")";
}

} // namespace

std::string holdsNeed(const SearchNarrowing::Need &need)
{
    std::string all;
    for (const SearchNarrowing::Choice &choice : need) {
        std::string any;
        for (const SearchMark mark : choice)
            any += (any.empty() ? "" : " OR ") + holdsMark(mark);
        all += (all.empty() ? "(" : " AND (") + (any.empty() ? "false" : any) + ")";
    }
    return all.empty() ? "true" : all;
}

std::optional<std::vector<std::int64_t>> SearchNarrower::candidates(const SearchNarrowing &narrowing)
{
    std::vector<Condition> conditions;
    bool onlyInPlaces = false; // some word is nowhere but in the traces that are known by now
    for (const std::string &word : narrowing.words) {
        auto places = conditions.size() < mostConditions ? placesOf(word) : std::nullopt;
        if (!places)
            continue;
        onlyInPlaces = onlyInPlaces || places->marks.empty();
        conditions.push_back({std::move(places->traces), {std::move(places->marks)}});
    }
    for (const SearchNarrowing::Need &need : narrowing.needs) {
        if (!onlyInPlaces && conditions.size() < mostConditions)
            conditions.push_back({{}, need});
    }
    if (conditions.empty())
        return std::nullopt;
    auto found = fulfilling(conditions);
    if (!found)
        return std::nullopt;
    addUnmarked(*found);
    return found->size() > mostCandidates ? std::nullopt : std::move(found);
}

/// nullopt when the word is too common.
std::optional<SearchNarrower::Places> SearchNarrower::placesOf(const std::string &word)
{
    Parameters parameters;
    std::string has;
    for (const std::string &part : searchWords(word))
        has += (has.empty() ? "" : " AND ") + std::string("text LIKE ") + parameters.text(containing(part)).place();
    if (has.empty())
        return std::nullopt;
    Places places;
    for (const std::int64_t mark : numbers("SELECT mark FROM passages WHERE " + has, parameters, mostPassages))
        places.marks.push_back(static_cast<SearchMark>(mark));
    if (places.marks.size() > mostPassages)
        return std::nullopt;
    places.traces = numbers("SELECT trace FROM search WHERE " + has, parameters, mostCandidates);
    if (const std::string prefix = traceIdPrefix(word); !prefix.empty()) {
        const auto [first, last] = idRange(prefix);
        Parameters range;
        range.id(first).id(last);
        std::ranges::copy(numbers("SELECT seq FROM traces WHERE id BETWEEN $1 AND $2", range, mostCandidates),
                          std::back_inserter(places.traces));
    }
    return places.traces.size() > mostCandidates ? std::nullopt : std::optional(std::move(places));
}

/// One more than most at most.
std::vector<std::int64_t> SearchNarrower::numbers(const std::string &sql, const Parameters &parameters, std::size_t most)
{
    std::vector<std::int64_t> found;
    Rows rows = m_session.run(sql + " LIMIT " + std::to_string(most + 1), parameters);
    while (rows.next())
        found.push_back(rows.integer(0));
    return found;
}

std::optional<std::vector<std::int64_t>> SearchNarrower::fulfilling(const std::vector<Condition> &conditions)
{
    const auto looksAtMarks = [](const Condition &condition) { return !condition.need.front().empty(); };
    std::vector<std::int64_t> found;
    if (conditions.size() == 1) {
        found = conditions.front().traces;
        if (looksAtMarks(conditions.front())) {
            // In the order of the table, and ended as soon as there are too many: what is common costs little.
            std::ranges::copy(numbers("SELECT m.chunk / 16777216 FROM marks m WHERE " + holdsNeed(conditions.front().need), {},
                                      mostCandidates),
                              std::back_inserter(found));
        }
        return found.size() > mostCandidates ? std::nullopt : std::optional(std::move(found));
    }
    Parameters parameters;
    std::string known;
    std::string bits;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        const std::string bit = std::to_string(std::uint64_t(1) << i);
        all |= std::uint64_t(1) << i;
        if (looksAtMarks(conditions[i]))
            bits += (bits.empty() ? "" : " | ") + std::string("(CASE WHEN ") + holdsNeed(conditions[i].need) + " THEN " + bit
                    + " ELSE 0 END)::bigint";
        Column traces(Type::Integer);
        for (const std::int64_t trace : conditions[i].traces)
            traces.add(trace);
        if (traces.count() > 0)
            known += " UNION ALL SELECT trace, " + bit + "::bigint FROM unnest(" + parameters.column(traces).place() + ") AS k (trace)";
    }
    const std::string marked = bits.empty() ? "SELECT 0::bigint AS trace, 0::bigint AS mask"
                                            : "SELECT m.chunk / 16777216 AS trace, " + bits + " AS mask FROM marks m";
    found = numbers("SELECT trace FROM (" + marked + known + ") p WHERE mask <> 0 GROUP BY trace HAVING bit_or(mask) = "
                        + std::to_string(all),
                    parameters, mostCandidates);
    return found.size() > mostCandidates ? std::nullopt : std::optional(std::move(found));
}

/// Chunks that have no marks, because an earlier Spanwise wrote them.
void SearchNarrower::addUnmarked(std::vector<std::int64_t> &traces)
{
    std::ranges::copy(numbers("SELECT id / 16777216 FROM chunks WHERE NOT marked", {}, mostCandidates), std::back_inserter(traces));
}

} // namespace spanwise::pg
