// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/searchnarrower.h"

#include "core/search/fold.h"
#include "core/store/chunk/tracestate.h"
#include "core/store/sqlite/textsearch.h"
#include "core/store/sqlite/tracerow.h"
#include "core/store/text/searchtext.h"

#include <algorithm>
#include <utility>

namespace spanwise {
namespace {

/// A word in more passages than this is not rare.
constexpr std::size_t mostPassages = 64;
constexpr std::size_t mostPassagesRead = 4'000;
constexpr std::size_t checkInterval = 4'096; // rows between two looks at the stop token

std::string joined(const std::vector<std::string> &words)
{
    std::string all;
    for (const std::string &word : words)
        all += (all.empty() ? "" : "\n") + word;
    return all;
}

bool holds(const SearchNarrowing::Need &need, std::string_view packed)
{
    return std::ranges::all_of(need, [&](const SearchNarrowing::Choice &choice) {
        return std::ranges::any_of(choice, [&](SearchMark mark) { return mayHaveMark(packed, mark); });
    });
}

} // namespace

std::optional<std::vector<std::int64_t>> SearchNarrower::candidates(const SearchNarrowing &narrowing)
{
    const NarrowingPlan plan(narrowing, [this](const std::string &word) { return placesOf(word); });
    Masks masks = plan.known();
    if (plan.formula().isEmpty() || (!plan.needs().empty() && !scanMarks(plan, masks)))
        return std::nullopt;
    std::vector<std::int64_t> found;
    for (const auto &[trace, mask] : masks) {
        if (plan.formula().holds(mask))
            found.push_back(trace);
    }
    addUnmarked(found);
    return found.size() > mostCandidates ? std::nullopt : std::optional(std::move(found));
}

/// nullopt when the word is too short for the index, or too common.
std::optional<SearchNarrower::Places> SearchNarrower::placesOf(const std::string &word)
{
    const std::vector<std::string> words = searchWords(word);
    auto found = indexedCandidates(m_connection, words, mostCandidates);
    if (!found)
        return std::nullopt;
    Places places;
    std::vector<std::int64_t> passages;
    for (const std::int64_t seq : *found) {
        if (seq > 0)
            places.traces.push_back(seq);
        else
            passages.push_back(-seq);
    }
    Statement fresh = m_connection.prepared(
        "SELECT id FROM passages WHERE id > (SELECT value FROM counters WHERE name = 'indexed_passage')");
    while (fresh.next())
        passages.push_back(fresh.integer(0));
    if (passages.size() > mostPassagesRead || !addPassages(word, passages, places))
        return std::nullopt;
    addUnindexed(word, places);
    addIds(word, places);
    return places;
}

bool SearchNarrower::addPassages(const std::string &word, const std::vector<std::int64_t> &ids,
                                 Places &places)
{
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i % 256 == 0)
            m_interruptible.check();
        Statement row = m_connection.prepared(
            "SELECT p.mark, CAST(p.text AS BLOB), (SELECT data FROM texts WHERE id = p.text_id) "
            "FROM passages p WHERE p.id = ?");
        if (row.bind(ids[i]).next() && foldText(shortOrLong(row, 1)).find(word) != std::string::npos)
            places.marks.push_back(static_cast<SearchMark>(row.integer(0)));
        if (places.marks.size() > mostPassages)
            return false;
    }
    return true;
}

/// Traces that the text index does not have yet, one by one.
void SearchNarrower::addUnindexed(const std::string &word, Places &places)
{
    Statement rows = m_connection.prepared(
        "SELECT t.seq FROM traces t WHERE (t.seq > (SELECT value FROM counters WHERE name = 'indexed_seq')"
        " OR t.seq IN (SELECT trace FROM reindex))"
        " AND spanwise_match(?, t.id, CAST(t.root_name AS TEXT), coalesce(t.question, " SPANWISE_LONG_TEXT(
            "question") "), coalesce(t.answer, " SPANWISE_LONG_TEXT("answer") "))");
    const std::string words = joined(searchWords(word));
    rows.bind(std::string_view(words));
    while (rows.next())
        places.traces.push_back(rows.integer(0));
}

void SearchNarrower::addIds(const std::string &word, Places &places)
{
    const std::string prefix = traceIdPrefix(word);
    if (prefix.empty())
        return;
    const auto [first, last] = idRange(prefix);
    for (const char *const sql : {"SELECT seq FROM trace_ids WHERE id BETWEEN ? AND ?",
                                  "SELECT seq FROM " SPANWISE_RECENT_TRACES " AND id BETWEEN ? AND ?"}) {
        Statement rows = m_connection.prepared(sql);
        rows.bind(first).bind(last);
        while (rows.next())
            places.traces.push_back(rows.integer(0));
    }
}

/// False when too many traces fulfil the formula.
bool SearchNarrower::scanMarks(const NarrowingPlan &plan, Masks &masks)
{
    const NarrowingPlan::Formula &formula = plan.formula();
    std::size_t complete = 0;
    std::size_t rowCount = 0;
    Statement rows = m_connection.prepared("SELECT chunk, data FROM marks");
    while (rows.next()) {
        if (++rowCount % checkInterval == 0)
            m_interruptible.check();
        const std::string_view packed = rows.bytes(1);
        std::uint64_t mask = 0;
        for (const auto &[bit, need] : plan.needs())
            mask |= holds(need, packed) ? bit : 0;
        if (mask == 0)
            continue;
        std::uint64_t &known = masks[rows.integer(0) / chunksPerTrace];
        const std::uint64_t before = std::exchange(known, known | mask);
        complete += before != known && !formula.holds(before) && formula.holds(known) ? 1U : 0U;
        if (complete > mostCandidates)
            return false;
    }
    return true;
}

void SearchNarrower::addUnmarked(std::vector<std::int64_t> &candidates)
{
    Statement rows = m_connection.prepared("SELECT seq FROM traces WHERE seq <= (SELECT value FROM counters "
                                           "WHERE name = 'unmarked_seq') LIMIT ?");
    rows.bind(static_cast<std::int64_t>(mostCandidates) + 1);
    while (rows.next())
        candidates.push_back(rows.integer(0));
}

} // namespace spanwise
