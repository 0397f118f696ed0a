// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/storedlogs.h"

#include "core/store/chunk/packedids.h"
#include "core/store/postgres/storedtexts.h"
#include "core/store/postgres/text.h"
#include "core/store/postgres/tracerow.h"

#include <unordered_map>

namespace spanwise::pg {
namespace {

constexpr std::uint8_t errorSeverity = 17; // logs_errors begins here

} // namespace

void StoredLogs::damaged(std::int64_t chunk) const
{
    throw Failure(
        {Error::Code::Corrupt, "Log records (chunk " + std::to_string(chunk) +
                                   ") are damaged in the store. Restore the team's database from a backup."});
}

std::vector<StoredLogs::Found> StoredLogs::rows(const LogFilter &filter, const LogCursor &below,
                                                std::int64_t limit)
{
    if (!filter.service.empty() && !m_service)
        m_service = serviceId(filter.service);
    if (m_service == 0)
        return {};
    Parameters parameters;
    parameters.integer(below.time).integer(storedHash(below.hash));
    std::string sql = "SELECT time_ns, hash, place FROM logs WHERE (time_ns, hash) < ($1, $2)";
    if (filter.window) {
        sql += " AND time_ns >= " + parameters.integer(filter.window->begin).place();
        sql += " AND time_ns < " + parameters.integer(filter.window->end).place();
    }
    if (filter.minSeverity >= errorSeverity)
        sql += " AND severity >= 17"; // as the index says it
    if (filter.minSeverity > 0)
        sql += " AND severity >= " + std::to_string(int(filter.minSeverity));
    if (m_service)
        sql += " AND service = " + std::to_string(*m_service);
    Rows rows =
        m_session.run(sql + " ORDER BY time_ns DESC, hash DESC LIMIT " + std::to_string(limit), parameters);
    std::vector<Found> found;
    while (rows.next())
        found.push_back({{rows.time(0), cursorHash(rows.integer(1))}, rows.integer(2)});
    return found;
}

std::int64_t StoredLogs::serviceId(const std::string &name)
{
    Parameters parameters;
    parameters.text(storable(name));
    Rows row = m_session.run("SELECT id FROM services WHERE name = $1", parameters);
    return row.next() ? row.integer(0) : 0;
}

std::vector<std::int64_t> StoredLogs::placesOf(TraceId trace, std::uint32_t limit)
{
    Parameters parameters;
    parameters.id(trace);
    Rows rows = m_session.run(
        "WITH this (seq) AS (SELECT " SPANWISE_PG_SEQ_OF(
            "$1") "), ids (id) AS (SELECT $1 UNION SELECT t.id FROM traces t JOIN this USING (seq) "
                  "UNION SELECT a.id FROM trace_aliases a JOIN this ON a.trace = this.seq) "
                  "SELECT place FROM logs WHERE trace = ANY (ARRAY(SELECT id FROM ids)) ORDER BY time_ns, "
                  "place LIMIT " +
            std::to_string(limit),
        parameters);
    std::vector<std::int64_t> places;
    while (rows.next())
        places.push_back(rows.integer(0));
    return places;
}

std::vector<StoredLogs::Decoded> StoredLogs::read(std::span<const std::int64_t> chunks)
{
    Column ids(Type::Integer);
    for (const std::int64_t chunk : chunks)
        ids.add(chunk);
    Parameters parameters;
    parameters.column(ids);
    Rows rows = m_session.run("SELECT id, data, texts FROM log_chunks WHERE id = ANY ($1)", parameters);
    struct Stored
    {
        std::string_view data;
        std::vector<std::int64_t> texts;
    };
    std::unordered_map<std::int64_t, Stored> stored;
    StoredTexts texts;
    while (rows.next()) {
        Stored &chunk = stored[rows.integer(0)] = {rows.bytes(1), unpackIds(rows.bytes(2))};
        texts.want(chunk.texts);
    }
    texts.fetch(m_session);
    std::vector<Decoded> batches;
    for (const std::int64_t id : chunks) {
        m_stop.check();
        const auto chunk = stored.find(id);
        std::vector<std::string_view> views;
        for (const std::int64_t text :
             chunk == stored.end() ? std::vector<std::int64_t>() : chunk->second.texts)
            views.push_back(texts.compressed(text).value_or(std::string_view()));
        batches.push_back(chunk == stored.end() ? nullptr : decoded(chunk->second.data, views));
    }
    return batches;
}

} // namespace spanwise::pg
