// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/tracealiases.h"

#include "core/store/chunk/halfid.h"

#include <cstdint>

namespace spanwise {
namespace {

constexpr std::size_t mostKnown = 10'000;

std::string_view keyOf(const TraceId &id)
{
    return {reinterpret_cast<const char *>(id.bytes().data()), TraceId::byteCount};
}

} // namespace

std::optional<TraceId> TraceAliases::known(TraceId id)
{
    load();
    if (!m_hasAliases)
        return std::nullopt;
    if (const auto it = m_known.find(id); it != m_known.end())
        return it->second;
    Statement row = m_connection.prepared(
        "SELECT t.id FROM trace_aliases a JOIN traces t ON t.seq = a.trace WHERE a.id = ?");
    if (!row.bind(id).next())
        return std::nullopt;
    if (m_known.size() >= mostKnown)
        m_known.clear();
    return m_known[id] = row.id<TraceId>(0);
}

std::optional<TraceId> TraceAliases::find(TraceId id)
{
    load();
    std::optional<TraceId> row;
    std::optional<std::int64_t> seq;
    if (isHalfId(id)) {
        row = m_cache.withLowHalfOf(id);
    } else if (m_hasHalves) {
        row = halfOf(id);
    }
    if (row)
        seq = m_ids.find(keyOf(*row));
    if (!seq)
        return std::nullopt;
    Statement insert =
        m_connection.prepared("INSERT OR REPLACE INTO trace_aliases (id, trace) VALUES (?, ?)");
    insert.bind(id).bind(*seq).run();
    m_hasAliases = true;
    return m_known[id] = *row;
}

void TraceAliases::inserted(TraceId id)
{
    m_hasHalves = m_hasHalves || isHalfId(id);
}

void TraceAliases::forget()
{
    m_known.clear();
    m_loaded = false;
}

void TraceAliases::load()
{
    if (std::exchange(m_loaded, true))
        return;
    Statement aliases = m_connection.prepared("SELECT 1 FROM trace_aliases LIMIT 1");
    m_hasAliases = aliases.next();
    Statement halves =
        m_connection.prepared("SELECT 1 FROM trace_ids WHERE id < x'00000000000000010000000000000000' UNION "
                              "ALL SELECT 1 FROM traces "
                              "WHERE seq > (SELECT value FROM counters WHERE name = 'settled_trace') AND id "
                              "< x'00000000000000010000000000000000' LIMIT 1");
    m_hasHalves = halves.next();
}

} // namespace spanwise
