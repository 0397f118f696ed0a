// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/tracequery.h"

#include "core/store/chunk/labelled.h"
#include "core/store/sqlite/textsearch.h"
#include "core/store/sqlite/tracerow.h"
#include "core/store/text/searchtext.h"

#include <algorithm>

namespace spanwise {
namespace {

/// Up to so many matches, or this part of all traces, are looked up in the text index, then sorted. Of what
/// is more common the newest rows hold a page soon enough.
constexpr std::int64_t rareMatches = 2000;
constexpr std::int64_t commonPart = 50;

std::int64_t nanoseconds(Timestamp time)
{
    return time.time_since_epoch().count();
}

std::string bytesOf(TraceId id)
{
    return {reinterpret_cast<const char *>(id.bytes().data()), TraceId::byteCount};
}

std::string joined(const std::vector<std::string> &words)
{
    std::string all;
    for (const std::string &word : words)
        all += (all.empty() ? "" : "\n") + word;
    return all;
}

/// As a JSON array.
std::string listed(const std::vector<std::int64_t> &traces)
{
    std::string list = "[";
    for (const std::int64_t seq : traces)
        list += (list.size() > 1 ? "," : "") + std::to_string(seq);
    return list + ']';
}

} // namespace

TraceQuery::TraceQuery(Connection &connection, const TraceFilter &filter)
    : m_connection(connection)
{
    if (filter.window)
        addWindow(*filter.window);
    addAttributes(filter);
    if (filter.labelled)
        addLabels(*filter.labelled);
    addText(filter.text);
}

void TraceQuery::addWindow(const TimeWindow &window)
{
    where("t.begin_ns >= ? AND t.begin_ns < ?", {nanoseconds(window.begin), nanoseconds(window.end)});
}

void TraceQuery::addAttributes(const TraceFilter &filter)
{
    if (!filter.service.empty())
        where("t.service = ?",
              {idOf("SELECT id FROM services WHERE name = CAST(? AS TEXT)", filter.service)});
    if (!filter.pipeline.empty())
        where("t.pipeline = CAST(? AS TEXT)", {filter.pipeline});
    if (filter.failed) {
        m_troubleOnly = *filter.failed;
        where(*filter.failed ? "t.trouble = 1" : "t.trouble = 0");
    }
    if (filter.queriesOnly.value_or(false))
        where("t.is_query = 1");
    m_pinnedOnly = filter.pinned.value_or(false);
    if (filter.pinned)
        where(*filter.pinned ? "t.pinned = 1" : "t.pinned = 0");
    if (filter.minDuration)
        where("t.end_ns - t.begin_ns >= ?", {filter.minDuration->count()});
    if (filter.maxDuration)
        where("t.end_ns - t.begin_ns <= ?", {filter.maxDuration->count()});
    if (filter.minHallucination)
        where("t.hallucination >= ?", {*filter.minHallucination});
    if (!filter.step.empty())
        where("spanwise_has_step(t.steps, ?)",
              {idOf("SELECT id FROM step_names WHERE name = CAST(? AS TEXT)", filter.step)});
}

/// Labels are few, for people give them: they lead to their traces, unless those without are wanted.
void TraceQuery::addLabels(Labelling labelled)
{
    const std::string condition = labelCondition(labelled);
    where(std::string(labelled == Labelling::None ? "NOT " : "") +
          "EXISTS (SELECT 1 FROM query_labels l WHERE l.trace = t.id AND " + condition + ')');
    if (labelled != Labelling::None)
        m_candidates = "SELECT coalesce((SELECT seq FROM trace_ids WHERE id = l.trace), (SELECT seq "
                       "FROM " SPANWISE_RECENT_TRACES
                       " AND id = l.trace)) AS seq FROM query_labels l WHERE " +
                       condition;
}

/// The id of a name; one that was never seen matches nothing, and no row needs to be looked at to know it.
std::int64_t TraceQuery::idOf(std::string_view sql, const std::string &name)
{
    Statement statement = m_connection.prepared(sql);
    if (statement.bind(std::string_view(name)).next())
        return statement.integer(0);
    where("0");
    return 0;
}

void TraceQuery::addText(const std::string &text)
{
    const std::vector<std::string> words = searchWords(text);
    if (words.empty())
        return;
    Statement total = m_connection.prepared("SELECT value FROM counters WHERE name = 'traces'");
    const std::int64_t rare = std::max(rareMatches, total.next() ? total.integer(0) / commonPart : 0);
    if (const auto found = indexedCandidates(m_connection, words, static_cast<std::size_t>(rare)))
        m_candidates = candidates(*found, words);
    where("spanwise_match(?, t.id, CAST(t.root_name AS TEXT), coalesce(t.question, " SPANWISE_LONG_TEXT(
              "question") "), coalesce(t.answer, " SPANWISE_LONG_TEXT("answer") "))",
          {joined(words)});
}

/// What the index finds, what is not in it yet, and ids that begin with a word.
std::string TraceQuery::candidates(const std::vector<std::int64_t> &found,
                                   const std::vector<std::string> &words)
{
    std::string sql =
        "SELECT value AS seq FROM json_each(CAST(? AS TEXT))"
        " UNION SELECT seq FROM traces WHERE seq > (SELECT value FROM counters WHERE name = 'indexed_seq')"
        " UNION SELECT trace FROM reindex";
    m_candidateParameters.emplace_back(listed(found));
    for (const std::string &word : words) {
        const std::string prefix = traceIdPrefix(word);
        if (prefix.empty())
            continue;
        const auto [first, last] = idRange(prefix);
        for (const char *const place : {"trace_ids WHERE", SPANWISE_RECENT_TRACES " AND"}) {
            sql += std::string(" UNION SELECT seq FROM ") + place + " id BETWEEN ? AND ?";
            m_candidateParameters.emplace_back(bytesOf(first));
            m_candidateParameters.emplace_back(bytesOf(last));
        }
    }
    return sql;
}

void TraceQuery::startAfter(const PageCursor &cursor)
{
    const std::int64_t begin = nanoseconds(cursor.begin);
    where("t.begin_ns <= ? AND (t.begin_ns < ? OR t.id < ?)", {begin, begin, bytesOf(cursor.id)});
}

void TraceQuery::restrictTo(const std::vector<std::int64_t> &traces)
{
    m_candidateParameters.clear();
    m_candidates = "SELECT value AS seq FROM json_each(CAST(? AS TEXT))";
    m_candidateParameters.emplace_back(listed(traces));
}

void TraceQuery::where(const std::string &condition, std::initializer_list<Parameter> parameters)
{
    m_conditions += (m_conditions.empty() ? " WHERE " : " AND ") + condition;
    m_parameters.insert(m_parameters.end(), parameters);
}

std::string TraceQuery::from() const
{
    if (!m_candidates.empty())
        return " FROM (" + m_candidates + ") c CROSS JOIN traces t ON t.seq = c.seq" + m_conditions;
    return std::string(" FROM traces t INDEXED BY ") +
           (m_pinnedOnly    ? "traces_pinned"
            : m_troubleOnly ? "traces_trouble"
                            : "traces_newest") +
           m_conditions;
}

Statement TraceQuery::select(const std::string &columns, std::int64_t limit)
{
    Statement statement =
        m_connection.prepared("SELECT " + columns + from() + " ORDER BY t.begin_ns DESC, t.id DESC LIMIT ?");
    bindAll(statement);
    statement.bind(limit);
    return statement;
}

std::int64_t TraceQuery::count(std::int64_t limit)
{
    Statement statement = m_connection.prepared("SELECT count(*) FROM (SELECT 1" + from() + " LIMIT ?)");
    bindAll(statement);
    statement.bind(limit);
    return statement.next() ? statement.integer(0) : 0;
}

void TraceQuery::bindAll(Statement &statement) const
{
    for (const auto *const parameters : {&m_candidateParameters, &m_parameters}) {
        for (const Parameter &parameter : *parameters)
            std::visit([&](const auto &value) { statement.bind(value); }, parameter);
    }
}

} // namespace spanwise
