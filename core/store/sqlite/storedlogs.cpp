// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/storedlogs.h"

#include "core/store/chunk/packedids.h"
#include "core/store/sqlite/tracerow.h"

#include <algorithm>
#include <ranges>

namespace spanwise {
namespace {

constexpr std::uint8_t errorSeverity = 17; // logs_errors begins here

} // namespace

void StoredLogs::damaged(std::int64_t chunk) const
{
    throw SqlFailure(
        {Error::Code::Corrupt,
         "Log records (chunk " + std::to_string(chunk) +
             ") are damaged in the store. Restart Spanwise: it checks the file and, if it is damaged, moves "
             "it aside and begins a new one."});
}

/// The hash orders the rows of one instant, as a signed number, as SQLite compares it.
std::vector<StoredLogs::Found> StoredLogs::rows(const LogFilter &filter, const LogCursor &below,
                                                std::int64_t limit)
{
    if (!filter.service.empty() && !m_service)
        m_service = serviceId(filter.service);
    if (m_service == 0)
        return {};
    Statement rows = m_connection.prepared("SELECT time_ns, hash, place FROM logs" + conditions(filter) +
                                           " ORDER BY time_ns DESC, hash DESC LIMIT ?");
    rows.bind(below.time).bind(below.time).bind(storedHash(below.hash));
    if (filter.window)
        rows.bind(filter.window->begin).bind(filter.window->end);
    if (filter.minSeverity > 0)
        rows.bind(std::int64_t(filter.minSeverity));
    if (m_service)
        rows.bind(*m_service);
    rows.bind(limit);
    std::vector<Found> found;
    while (rows.next())
        found.push_back({{rows.time(0), cursorHash(rows.integer(1))}, rows.integer(2)});
    return found;
}

std::string StoredLogs::conditions(const LogFilter &filter)
{
    std::string where = " WHERE time_ns <= ? AND (time_ns < ? OR hash < ?)";
    if (filter.window)
        where += " AND time_ns >= ? AND time_ns < ?";
    if (filter.minSeverity >= errorSeverity)
        where = " INDEXED BY logs_errors" + where + " AND severity >= 17";
    if (filter.minSeverity > 0)
        where += " AND severity >= ?";
    if (!filter.service.empty())
        where += " AND service = ?";
    return where;
}

std::int64_t StoredLogs::serviceId(const std::string &name)
{
    Statement row = m_connection.prepared("SELECT id FROM services WHERE name = CAST(? AS TEXT)");
    return row.bind(std::string_view(name)).next() ? row.integer(0) : 0;
}

std::vector<std::int64_t> StoredLogs::placesOf(TraceId trace, std::uint32_t limit)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> found; // by time
    for (const TraceId id : idsOf(m_connection, trace)) {
        Statement rows = m_connection.prepared(
            "SELECT time_ns, place FROM logs INDEXED BY logs_by_trace WHERE trace = "
            "(SELECT id FROM log_traces WHERE trace = ?) ORDER BY time_ns, place LIMIT ?");
        rows.bind(id).bind(std::int64_t(limit));
        while (rows.next())
            found.emplace_back(rows.integer(0), rows.integer(1));
    }
    std::ranges::sort(found);
    found.resize(std::min<std::size_t>(found.size(), limit));
    std::vector<std::int64_t> places;
    std::ranges::copy(found | std::views::values, std::back_inserter(places));
    return places;
}

std::vector<StoredLogs::Decoded> StoredLogs::read(std::span<const std::int64_t> chunks)
{
    std::vector<Decoded> batches;
    batches.reserve(chunks.size());
    for (const std::int64_t chunk : chunks) {
        check();
        batches.push_back(readOne(chunk));
    }
    return batches;
}

StoredLogs::Decoded StoredLogs::readOne(std::int64_t chunk)
{
    Statement row = m_connection.prepared("SELECT data, texts FROM log_chunks WHERE id = ?");
    if (!row.bind(chunk).next())
        return nullptr;
    std::vector<std::string> texts;
    for (const std::int64_t id : unpackIds(row.bytes(1))) {
        Statement text = m_connection.prepared("SELECT data FROM texts WHERE id = ?");
        texts.push_back(text.bind(id).next() ? std::string(text.bytes(0)) : std::string());
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    return decoded(row.bytes(0), views);
}

} // namespace spanwise
