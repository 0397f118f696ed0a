// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/logappender.h"

#include "core/store/chunk/bytes.h"
#include "core/store/chunk/logchunkformat.h"
#include "core/store/chunk/logidentity.h"
#include "core/store/postgres/text.h"

#include <algorithm>

namespace spanwise::pg {
namespace {

std::string serviceOf(const TelemetryBatch &batch, const LogRecord &record)
{
    return record.resource < batch.resources.size() ? storable(batch.resources[record.resource].serviceName())
                                                    : std::string();
}

} // namespace

std::set<std::string> LogAppender::servicesOf(const TelemetryBatch &batch)
{
    std::set<std::string> names;
    for (const LogRecord &record : batch.logs)
        names.insert(serviceOf(batch, record));
    return names;
}

void LogAppender::collect(Session &session, Group group, Timestamp now, Texts &texts,
                          std::vector<AppendReport> &reports)
{
    m_now = now;
    std::map<Key, Place> records; // the order of keys is the order of locks
    for (std::uint32_t b = 0; b < group.size(); ++b) {
        const TelemetryBatch &batch = group[b]->batch;
        if (batch.logs.empty())
            continue;
        LogIdentity identity(batch);
        for (std::size_t i = 0; i < batch.logs.size(); ++i) {
            // Without any time of its own a record stands where it arrived, and is never taken for one that
            // was there before.
            const Timestamp time = batch.logs[i].when().value_or(now);
            const auto hash = static_cast<std::int64_t>(identity.next(batch.logs[i]));
            records.try_emplace({time.time_since_epoch().count(), hash}, Place{b, i});
        }
    }
    if (records.empty())
        return;
    leaveOutStored(session, records);
    for (const auto &[key, place] : records) {
        if (m_chunks.empty() || std::int64_t(m_chunks.back().records.size()) == logsPerChunk)
            m_chunks.emplace_back();
        m_chunks.back().keys.push_back(key);
        m_chunks.back().records.push_back({&group[place.batch]->batch, place.record});
        ++reports[place.batch].storedLogs;
    }
    for (Chunk &chunk : m_chunks)
        encode(chunk, texts);
}

void LogAppender::leaveOutStored(Session &session, std::map<Key, Place> &records) const
{
    Column times(Type::Integer);
    Column hashes(Type::Integer);
    for (const auto &[key, place] : records) {
        times.add(key.first);
        hashes.add(key.second);
    }
    Parameters parameters;
    parameters.column(times).column(hashes);
    Rows stored =
        session.runPrepared("SELECT n.time_ns, n.hash FROM unnest($1, $2) AS n (time_ns, hash) WHERE EXISTS "
                            "(SELECT 1 FROM logs l WHERE l.time_ns = n.time_ns AND l.hash = n.hash OFFSET 0)",
                            parameters);
    while (stored.next())
        records.erase({stored.integer(0), stored.integer(1)});
}

void LogAppender::encode(Chunk &chunk, Texts &texts)
{
    const EncodedLogs encoded = LogChunkWriter().encode(chunk.records);
    chunk.data = m_compressor.compress(encoded.data);
    for (const std::string_view text : encoded.texts)
        chunk.texts.push_back(texts.reference(text));
}

void LogAppender::insert(Session &session, const Texts &texts, const Names &services, CounterChange &change)
{
    if (m_chunks.empty())
        return;
    // A sequence never gives a number twice, and other clients take theirs in between: these need not be
    // neighbours.
    std::vector<std::int64_t> ids;
    Parameters count;
    count.integer(static_cast<std::int64_t>(m_chunks.size()));
    Rows numbers = session.runPrepared("SELECT nextval('log_chunk_ids') FROM generate_series(1, $1)", count);
    while (numbers.next())
        ids.push_back(numbers.integer(0));
    insertRows(session, services, ids);
    for (std::size_t i = 0; i < m_chunks.size(); ++i) {
        const Chunk &chunk = m_chunks[i];
        Column times(Type::Integer);
        Column hashes(Type::Integer);
        for (const auto &[time, hash] : chunk.keys) {
            times.add(time);
            hashes.add(hash);
        }
        ByteWriter references;
        for (const TextHash &text : chunk.texts)
            references.varint(static_cast<std::uint64_t>(texts.idOf(text)));
        Parameters row;
        row.integer(ids[i]).integer(chunk.keys.back().first).integer(m_now).column(times).column(hashes);
        row.bytes(references.bytes()).bytes(chunk.data);
        session.runPrepared("INSERT INTO log_chunks (id, end_ns, arrived_ns, times, hashes, texts, data) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                            row);
        change.logs += static_cast<std::int64_t>(chunk.keys.size());
        change.bytes +=
            bytesof::chunk + static_cast<std::int64_t>(chunk.data.size() + chunk.keys.size() * bytesof::log);
    }
}

void LogAppender::insertRows(Session &session, const Names &services,
                             const std::vector<std::int64_t> &ids) const
{
    Column times(Type::Integer), hashes(Type::Integer), severities(Type::Integer), names(Type::Integer),
        places(Type::Integer);
    Column traces(Type::Bytes);
    for (std::size_t c = 0; c < m_chunks.size(); ++c) {
        for (std::size_t i = 0; i < m_chunks[c].records.size(); ++i) {
            const LogSource &source = m_chunks[c].records[i];
            const LogRecord &record = source.record();
            times.add(m_chunks[c].keys[i].first);
            hashes.add(m_chunks[c].keys[i].second);
            severities.add(std::int64_t(record.severity));
            names.add(services.at(serviceOf(*source.batch, record)));
            if (record.traceId)
                traces.add(record.traceId);
            else
                traces.addNull();
            places.add(ids[c] * logsPerChunk + static_cast<std::int64_t>(i));
        }
    }
    Parameters rows;
    rows.column(times).column(hashes).column(severities).column(names).column(traces).column(places);
    const Rows inserted = session.runPrepared(
        "INSERT INTO logs (time_ns, hash, severity, service, trace, place) SELECT time_ns, hash, "
        "severity, service, trace, place FROM unnest($1, $2, $3, $4, $5, $6) AS n (time_ns, hash, "
        "severity, service, trace, place) ORDER BY time_ns, hash ON CONFLICT DO NOTHING",
        rows);
    if (inserted.affected() != static_cast<std::int64_t>(times.count()))
        throw Failure(
            {Error::Code::Busy,
             "Another Spanwise keeps writing the same log records. Send the same data again later."},
            Failure::Kind::Clash);
}

} // namespace spanwise::pg
