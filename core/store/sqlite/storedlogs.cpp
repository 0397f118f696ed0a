// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/storedlogs.h"

#include "core/store/chunk/bytes.h"
#include "core/store/chunk/logchunkreader.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/sqlite/logappender.h"
#include "core/store/text/logtext.h"
#include "core/store/text/searchtext.h"

#include <algorithm>
#include <limits>

namespace spanwise {
namespace {

constexpr std::int64_t rowsPerSlice = 1024;
constexpr std::uint8_t errorSeverity = 17; // logs_errors begins here
constexpr std::uint32_t notYet = std::numeric_limits<std::uint32_t>::max();

SqlFailure damagedLogs(std::int64_t chunk)
{
    return SqlFailure({Error::Code::Corrupt,
                       "Log records (chunk " + std::to_string(chunk)
                           + ") are damaged in the store. Restart Spanwise: it checks the file and, if it is damaged, moves "
                             "it aside and begins a new one."});
}

/// Takes the resource or scope of a chunk over into the result, once.
template<class Owner>
std::uint32_t placeIn(std::vector<Owner> &result, const std::vector<Owner> &chunk, std::vector<std::uint32_t> &known,
                      std::uint32_t index)
{
    known.resize(chunk.size(), notYet);
    if (known[index] == notYet) {
        known[index] = static_cast<std::uint32_t>(result.size());
        result.push_back(chunk[index]);
    }
    return known[index];
}

} // namespace

LogPage StoredLogs::page(const LogRequest &request)
{
    const std::vector<std::string> words = searchWords(request.filter.text);
    LogPage page;
    page.batch = m_result;
    std::int64_t service = 0;
    if (!request.filter.service.empty()) {
        service = serviceId(request.filter.service);
        if (service == 0)
            return page;
    }
    LogCursor below = request.after.value_or(LogCursor{Timestamp::max(), std::numeric_limits<std::uint64_t>::max()});
    for (;;) {
        const std::vector<Found> rows = slice(request.filter, below, service);
        for (const Found &row : rows) {
            m_interruptible.check();
            if (!matchesAllWords(recordAt(row.place), words))
                continue;
            if (m_result->logs.size() == request.limit)
                return page;
            keep(row.place);
            page.next = row.cursor;
        }
        if (static_cast<std::int64_t>(rows.size()) < rowsPerSlice) {
            page.next.reset();
            return page;
        }
        below = rows.back().cursor;
        std::erase_if(m_chunks, [](const auto &entry) { return !entry.second.isKept; }); // a search passes by many
    }
}

/// The next rows by time. The hash orders those of one instant, as a signed number, as SQLite compares it.
std::vector<StoredLogs::Found> StoredLogs::slice(const LogFilter &filter, const LogCursor &below, std::int64_t service)
{
    Statement rows = m_connection.prepared("SELECT time_ns, hash, place FROM logs" + conditions(filter)
                                           + " ORDER BY time_ns DESC, hash DESC LIMIT ?");
    const auto hash = static_cast<std::int64_t>(below.hash ^ (1ULL << 63U)); // LogCursor counts from the smallest
    rows.bind(below.time).bind(below.time).bind(hash);
    if (filter.window)
        rows.bind(filter.window->begin).bind(filter.window->end);
    if (filter.minSeverity > 0)
        rows.bind(std::int64_t(filter.minSeverity));
    if (service != 0)
        rows.bind(service);
    rows.bind(rowsPerSlice);
    std::vector<Found> found;
    while (rows.next())
        found.push_back({{rows.time(0), static_cast<std::uint64_t>(rows.integer(1)) ^ (1ULL << 63U)}, rows.integer(2)});
    return found;
}

std::string StoredLogs::conditions(const LogFilter &filter) const
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

std::shared_ptr<const TelemetryBatch> StoredLogs::ofTrace(TraceId trace, std::uint32_t limit)
{
    std::vector<std::int64_t> places;
    {
        Statement rows = m_connection.prepared("SELECT place FROM logs INDEXED BY logs_by_trace WHERE trace = "
                                               "(SELECT id FROM log_traces WHERE trace = ?) ORDER BY time_ns, place LIMIT ?");
        rows.bind(trace).bind(std::int64_t(limit));
        while (rows.next())
            places.push_back(rows.integer(0));
    }
    for (const std::int64_t place : places) {
        m_interruptible.check();
        keep(place);
    }
    return m_result;
}

StoredLogs::Chunk &StoredLogs::chunkOf(std::int64_t place)
{
    const std::int64_t id = place / logsPerChunk;
    const auto [it, isNew] = m_chunks.try_emplace(id);
    if (isNew)
        it->second.batch = readChunk(id);
    return it->second;
}

std::shared_ptr<const TelemetryBatch> StoredLogs::readChunk(std::int64_t id)
{
    auto batch = std::make_shared<TelemetryBatch>();
    std::string_view data;
    std::vector<std::int64_t> textIds;
    {
        Statement row = m_connection.prepared("SELECT data, texts FROM log_chunks WHERE id = ?");
        if (!row.bind(id).next())
            throw damagedLogs(id);
        data = batch->arena.adopt(decompress(row.bytes(0)).value_or(std::string()));
        for (ByteReader in(row.bytes(1)); !in.atEnd();)
            textIds.push_back(static_cast<std::int64_t>(in.varint()));
    }
    std::vector<std::string_view> texts;
    texts.reserve(textIds.size());
    for (const std::int64_t text : textIds)
        texts.push_back(textOf(text, batch->arena));
    if (!LogChunkReader(*batch).read(data, texts))
        throw damagedLogs(id);
    return batch;
}

std::string_view StoredLogs::textOf(std::int64_t id, Arena &arena)
{
    Statement row = m_connection.prepared("SELECT data FROM texts WHERE id = ?");
    auto text = row.bind(id).next() ? decompress(row.bytes(0)) : std::nullopt;
    if (!text)
        throw SqlFailure({Error::Code::Corrupt, "A text of a log record is damaged or missing in the store."});
    return arena.adopt(*std::move(text));
}

const LogRecord &StoredLogs::recordAt(std::int64_t place)
{
    const Chunk &chunk = chunkOf(place);
    const auto index = static_cast<std::size_t>(place % logsPerChunk);
    if (index >= chunk.batch->logs.size())
        throw damagedLogs(place / logsPerChunk);
    return chunk.batch->logs[index];
}

void StoredLogs::keep(std::int64_t place)
{
    LogRecord record = recordAt(place);
    Chunk &chunk = chunkOf(place);
    if (!std::exchange(chunk.isKept, true))
        m_result->arena.keepAlive(chunk.batch);
    record.resource = placeIn(m_result->resources, chunk.batch->resources, chunk.resources, record.resource);
    record.scope = placeIn(m_result->scopes, chunk.batch->scopes, chunk.scopes, record.scope);
    m_result->logs.push_back(record);
}

} // namespace spanwise
