// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/tracealiases.h"

#include "core/store/chunk/halfid.h"

#include <algorithm>
#include <optional>

namespace spanwise::pg {
namespace {

constexpr std::size_t mostKnown = 10'000;

/// What is sent, the id of its row, and whether that is news. An id with a row of its own needs none.
constexpr const char *selectRows =
    "WITH w AS MATERIALIZED (SELECT id FROM unnest($1) AS w (id) WHERE NOT EXISTS (SELECT 1 FROM traces t "
    "WHERE t.id = w.id)) "
    "SELECT w.id, t.id, false FROM w JOIN trace_aliases a ON a.id = w.id JOIN traces t ON t.seq = a.trace "
    "UNION ALL "
    "SELECT w.id, other.id, true FROM w CROSS JOIN LATERAL (SELECT (array_agg(t.id ORDER BY t.seq DESC))[1] "
    "AS id FROM traces t "
    "WHERE substring(t.id FROM 9) = substring(w.id FROM 9) "
    "AND (substring(t.id FOR 8) = '\\x0000000000000000' OR substring(w.id FOR 8) = '\\x0000000000000000')) "
    "other "
    "WHERE other.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM trace_aliases a WHERE a.id = w.id)";

/// Of ids that nobody has stored yet: which of them are ids of one trace, whose row gets the first one.
class Newcomers
{
public:
    std::optional<TraceId> rowOf(TraceId id)
    {
        const auto [first, isFirst] = m_first.try_emplace(halfOf(id), id);
        if (isFirst || first->second == id || isHalfId(first->second) == isHalfId(id))
            return std::nullopt;
        return first->second;
    }

private:
    std::unordered_map<TraceId, TraceId> m_first; // half -> who came first
};

} // namespace

TraceAliases::RowIds TraceAliases::rowsOf(Session &session, std::span<const TraceId> sent)
{
    m_new.clear();
    RowIds found;
    if (sent.empty())
        return found;
    waitForOthers(session, sent);
    Column ids(Type::Bytes);
    for (const TraceId id : sent)
        ids.add(id);
    Parameters parameters;
    parameters.column(ids);
    Rows rows = session.runPrepared(selectRows, parameters);
    while (rows.next()) {
        const auto id = rows.id<TraceId>(0);
        const auto row = rows.id<TraceId>(1);
        found[id] = row;
        if (rows.integer(2) != 0)
            m_new[id] = row;
        else
            remember(id, row);
    }
    Newcomers newcomers;
    for (const TraceId id : sent) {
        if (found.contains(id))
            continue;
        if (const auto row = newcomers.rowOf(id))
            m_new[id] = found[id] = *row;
    }
    return found;
}

/// Until the transaction ends. Ids of 128 bits alone, the rule, keep nobody waiting.
void TraceAliases::waitForOthers(Session &session, std::span<const TraceId> sent)
{
    constexpr const char *together =
        "SELECT pg_advisory_xact_lock_shared(hashtext('spanwise halves'), hashtext(current_schema()::text))";
    constexpr const char *alone =
        "SELECT pg_advisory_xact_lock(hashtext('spanwise halves'), hashtext(current_schema()::text))";
    session.runPrepared(std::ranges::any_of(sent, isHalfId) ? alone : together);
}

void TraceAliases::write(Session &session)
{
    if (m_new.empty())
        return;
    Column others(Type::Bytes);
    Column rows(Type::Bytes);
    for (const auto &[other, row] : m_new) {
        others.add(other);
        rows.add(row);
        remember(other, row);
    }
    Parameters parameters;
    parameters.column(others).column(rows);
    session.runPrepared(
        "INSERT INTO trace_aliases (id, trace) SELECT n.id, t.seq FROM unnest($1, $2) AS n (id, row_id) "
        "JOIN traces t ON t.id = n.row_id ON CONFLICT (id) DO UPDATE SET trace = excluded.trace",
        parameters);
    m_new.clear();
}

const TraceId *TraceAliases::known(TraceId id) const
{
    const auto it = m_known.find(id);
    return it == m_known.end() ? nullptr : &it->second;
}

void TraceAliases::remember(TraceId other, TraceId row)
{
    if (m_known.size() >= mostKnown)
        m_known.clear();
    m_known[other] = row;
}

} // namespace spanwise::pg
