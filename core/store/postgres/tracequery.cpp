// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/tracequery.h"

#include "core/store/chunk/labelled.h"
#include "core/store/postgres/text.h"
#include "core/store/text/searchtext.h"

#include <algorithm>

namespace spanwise::pg {
namespace {

/// Up to so many matches are looked up first, then sorted. Of what is more common the newest rows hold a page
/// soon enough.
constexpr std::int64_t rareMatches = 2000;

} // namespace

TraceQuery::TraceQuery(Session &session, const TraceFilter &filter)
    : m_session(session)
{
    if (filter.window) {
        where("t.begin_ns >= " + m_parameters.integer(filter.window->begin).place());
        where("t.begin_ns < " + m_parameters.integer(filter.window->end).place());
    }
    addAttributes(filter);
    addText(filter.text);
}

void TraceQuery::addAttributes(const TraceFilter &filter)
{
    if (!filter.service.empty())
        where("t.service = " + std::to_string(idOf("services", filter.service)));
    if (!filter.pipeline.empty())
        where("t.pipeline = " + m_parameters.text(storable(filter.pipeline)).place());
    if (filter.failed)
        where(*filter.failed ? "t.trouble" : "NOT t.trouble");
    if (filter.queriesOnly.value_or(false))
        where("t.is_query");
    if (filter.pinned)
        where(*filter.pinned ? "t.pinned" : "NOT t.pinned");
    // Labels are few, for people give them: an array of their traces is looked up, rather than all traces
    // walked for them.
    if (filter.labelled)
        where(std::string(*filter.labelled == Labelling::None ? "NOT " : "") +
              "t.id = ANY (ARRAY(SELECT l.trace FROM query_labels l WHERE " +
              labelCondition(*filter.labelled) + "))");
    if (filter.minDuration)
        where("t.duration_ns >= " + m_parameters.integer(filter.minDuration->count()).place());
    if (filter.maxDuration)
        where("t.duration_ns <= " + m_parameters.integer(filter.maxDuration->count()).place());
    if (filter.minHallucination)
        where("t.hallucination >= " + m_parameters.real(*filter.minHallucination).place());
    if (!filter.step.empty())
        where("t.steps @> ARRAY[" + std::to_string(idOf("step_names", filter.step)) + "::bigint]");
}

/// The number of a name; one that was never seen matches nothing, and no row needs to be looked at to know
/// it.
std::int64_t TraceQuery::idOf(const char *table, const std::string &name)
{
    Parameters parameters;
    parameters.text(storable(name));
    Rows row = m_session.run("SELECT id FROM " + std::string(table) + " WHERE name = $1", parameters);
    if (row.next())
        return row.integer(0);
    where("false");
    return 0;
}

void TraceQuery::addText(const std::string &text)
{
    const std::vector<std::string> words = searchWords(text);
    if (words.empty())
        return;
    const bool rare = isRare(words);
    std::string inRow;
    for (const std::string &word : words) {
        std::string condition = "x.text LIKE " + m_parameters.text(containing(word)).place();
        if (const std::string prefix = traceIdPrefix(word); !prefix.empty())
            condition = "(" + condition + " OR " + idCondition(prefix) + ")";
        inRow += " AND " + condition;
    }
    if (!rare) {
        where("EXISTS (SELECT 1 FROM search x WHERE x.trace = t.seq" + inRow + ")");
        return;
    }
    // Materialized: the planner would rather walk all traces from the newest on, waiting for a match.
    std::string ids;
    std::string texts;
    for (const std::string &word : words) {
        texts += (texts.empty() ? "" : " AND ") + std::string("text LIKE ") +
                 m_parameters.text(containing(word)).place();
        if (const std::string prefix = traceIdPrefix(word); !prefix.empty())
            ids += " UNION SELECT t.seq FROM traces t WHERE " + idCondition(prefix);
    }
    m_with = "WITH found AS MATERIALIZED (SELECT trace FROM search WHERE " + texts + ids + ") ";
    where("t.seq IN (SELECT trace FROM found)");
    if (!ids.empty())
        where("EXISTS (SELECT 1 FROM search x WHERE x.trace = t.seq" + inRow + ")");
}

bool TraceQuery::isRare(const std::vector<std::string> &words)
{
    const auto longest =
        std::ranges::max_element(words, {}, [](const std::string &word) { return word.size(); });
    Parameters parameters;
    parameters.text(containing(*longest)).integer(rareMatches + 1);
    Rows row = m_session.run("SELECT count(*) FROM (SELECT 1 FROM search WHERE text LIKE $1 LIMIT $2) found",
                             parameters);
    return row.next() && row.integer(0) <= rareMatches;
}

std::string TraceQuery::idCondition(const std::string &prefix)
{
    const auto [first, last] = idRange(prefix);
    std::string condition = "t.id BETWEEN " + m_parameters.id(first).place();
    return condition + " AND " + m_parameters.id(last).place();
}

void TraceQuery::startAfter(const PageCursor &cursor)
{
    const std::string begin = m_parameters.integer(cursor.begin).place();
    where("(t.begin_ns, t.id) < (" + begin + ", " + m_parameters.id(cursor.id).place() + ")");
}

void TraceQuery::restrictTo(const std::vector<std::int64_t> &traces)
{
    Column seqs(Type::Integer);
    for (const std::int64_t seq : traces)
        seqs.add(seq);
    where("t.seq = ANY (" + m_parameters.column(seqs).place() + ")");
}

void TraceQuery::where(const std::string &condition)
{
    m_conditions += (m_conditions.empty() ? " WHERE " : " AND ") + condition;
}

Rows TraceQuery::select(const std::string &columns, std::int64_t limit)
{
    return m_session.run(m_with + "SELECT " + columns + " FROM traces t" + m_conditions +
                             " ORDER BY t.begin_ns DESC, t.id DESC LIMIT " + std::to_string(limit),
                         m_parameters);
}

std::uint64_t TraceQuery::count(std::uint64_t limit)
{
    const std::uint64_t most = std::min<std::uint64_t>(limit, INT64_MAX);
    Rows row = m_session.run(m_with + "SELECT count(*) FROM (SELECT 1 FROM traces t" + m_conditions +
                                 " LIMIT " + std::to_string(most) + ") found",
                             m_parameters);
    return row.next() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

} // namespace spanwise::pg
