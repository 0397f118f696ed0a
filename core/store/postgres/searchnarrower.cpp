// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/searchnarrower.h"

#include "core/search/markprobes.h"
#include "core/store/postgres/text.h"
#include "core/store/text/searchtext.h"

#include <algorithm>

namespace spanwise::pg {
namespace {

/// A word in more passages than this is not rare, and its marks take the server long to look for.
constexpr std::size_t mostPassages = 32;

std::string holdsMark(SearchMark mark)
{
    std::string sql;
    for (const std::uint32_t probe : markProbes(mark)) {
        // get_bit counts as packMarks() does. Numbers, nothing that came from outside.
        sql += (sql.empty() ? "" : " AND ") + std::string("get_bit(m.data, ((") + std::to_string(probe) +
               "::bigint * (8 * length(m.data))) >> 32)::integer) = 1";
    }
    return "(" + sql + ")";
}

/// For `mask`, the conditions that a trace fulfils.
std::string holdsFormula(const NarrowingPlan::Formula &formula)
{
    const std::string bits = std::to_string(formula.all);
    std::string sql = "(mask & " + bits + "::bigint) = " + bits;
    for (const auto &list : formula.anyOf) {
        std::string any;
        for (const NarrowingPlan::Formula &alternative : list)
            any += (any.empty() ? "(" : " OR (") + holdsFormula(alternative) + ")";
        sql += " AND (" + any + ")";
    }
    return sql;
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
    const NarrowingPlan plan(narrowing, [this](const std::string &word) { return placesOf(word); });
    if (plan.formula().isEmpty())
        return std::nullopt;
    auto found = fulfilling(plan);
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
        has += (has.empty() ? "" : " AND ") + std::string("text LIKE ") +
               parameters.text(containing(part)).place();
    if (has.empty())
        return std::nullopt;
    Places places;
    for (const std::int64_t mark :
         numbers("SELECT mark FROM passages WHERE " + has, parameters, mostPassages))
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
std::vector<std::int64_t> SearchNarrower::numbers(const std::string &sql, const Parameters &parameters,
                                                  std::size_t most)
{
    std::vector<std::int64_t> found;
    Rows rows = m_session.run(sql + " LIMIT " + std::to_string(most + 1), parameters);
    while (rows.next())
        found.push_back(rows.integer(0));
    return found;
}

std::optional<std::vector<std::int64_t>> SearchNarrower::fulfilling(const NarrowingPlan &plan)
{
    std::vector<std::int64_t> found;
    const bool isOne = plan.needs().size() == 1 && plan.formula().anyOf.empty() &&
                       plan.formula().all == plan.needs().front().first;
    if (isOne || plan.needs().empty()) {
        for (const auto &[trace, mask] : plan.known()) {
            if (plan.formula().holds(mask))
                found.push_back(trace);
        }
        // In the order of the table, and ended as soon as there are too many: what is common costs little.
        if (isOne)
            std::ranges::copy(numbers("SELECT m.chunk / 16777216 FROM marks m WHERE " +
                                          holdsNeed(plan.needs().front().second),
                                      {}, mostCandidates),
                              std::back_inserter(found));
    } else {
        Parameters parameters;
        Column traces(Type::Integer);
        Column masks(Type::Integer);
        for (const auto &[trace, mask] : plan.known()) {
            traces.add(trace);
            masks.add(static_cast<std::int64_t>(mask));
        }
        parameters.column(traces).column(masks);
        std::string bits;
        for (const auto &[bit, need] : plan.needs())
            bits += (bits.empty() ? "" : " | ") + std::string("(CASE WHEN ") + holdsNeed(need) + " THEN " +
                    std::to_string(bit) + " ELSE 0 END)::bigint";
        found = numbers("SELECT trace FROM (SELECT trace, bit_or(mask) AS mask FROM (SELECT m.chunk / "
                        "16777216 AS trace, " +
                            bits +
                            " AS mask FROM marks m UNION ALL SELECT * FROM unnest($1, $2) AS k (trace, "
                            "mask)) p WHERE mask <> 0 "
                            "GROUP BY trace) q WHERE " +
                            holdsFormula(plan.formula()),
                        parameters, mostCandidates);
    }
    return found.size() > mostCandidates ? std::nullopt : std::optional(std::move(found));
}

/// Chunks that have no marks, because an earlier Spanwise wrote them.
void SearchNarrower::addUnmarked(std::vector<std::int64_t> &traces)
{
    std::ranges::copy(numbers("SELECT id / 16777216 FROM chunks WHERE NOT marked", {}, mostCandidates),
                      std::back_inserter(traces));
}

} // namespace spanwise::pg
