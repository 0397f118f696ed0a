// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/logappender.h"

#include "core/store/chunk/bytes.h"
#include "core/store/chunk/logidentity.h"

#include <algorithm>
#include <utility>

namespace spanwise {
namespace {

std::string_view view(const TraceId &id)
{
    return {reinterpret_cast<const char *>(id.bytes().data()), TraceId::byteCount};
}

void addFixed(std::string &bytes, std::int64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> shift));
}

} // namespace

LogAppender::LogAppender(Connection &connection, TextWriter &texts, NamePool &services, Clock clock)
    : m_connection(connection)
    , m_texts(texts)
    , m_services(services)
    , m_traces(connection, "SELECT id FROM log_traces WHERE trace = ?",
               "INSERT INTO log_traces (trace) VALUES (?)")
    , m_clock(std::move(clock))
{
}

void LogAppender::forget()
{
    m_traces.forget();
    m_open.clear();
    m_keys.clear();
    m_nextChunk = 0;
}

std::int64_t LogAppender::append(std::span<const AdmittedBatch *const> group,
                                 std::vector<AppendReport> &reports)
{
    const Timestamp now = m_clock();
    std::int64_t stored = 0;
    for (std::size_t b = 0; b < group.size(); ++b) {
        appendBatch(group[b]->batch, reports[b], now);
        stored += static_cast<std::int64_t>(reports[b].storedLogs);
    }
    if (!m_open.empty())
        writeChunk(now);
    return stored;
}

void LogAppender::appendBatch(const TelemetryBatch &batch, AppendReport &report, Timestamp now)
{
    if (batch.logs.empty())
        return;
    LogIdentity identity(batch);
    for (std::size_t i = 0; i < batch.logs.size(); ++i) {
        const LogRecord &record = batch.logs[i];
        // Without any time of its own a record stands where it arrived, and is never taken for one that was
        // there before.
        const Timestamp time = record.when().value_or(now);
        const Key key{time.time_since_epoch().count(), static_cast<std::int64_t>(identity.next(record))};
        if (!insertRow(batch, record, key))
            continue;
        ++report.storedLogs;
        m_open.push_back({&batch, i});
        m_keys.push_back(key);
        if (static_cast<std::int64_t>(m_open.size()) == logsPerChunk)
            writeChunk(now);
    }
}

/// False when the record is here already.
bool LogAppender::insertRow(const TelemetryBatch &batch, const LogRecord &record, const Key &key)
{
    const std::string_view service = record.resource < batch.resources.size()
                                         ? batch.resources[record.resource].serviceName()
                                         : std::string_view();
    const std::int64_t place = nextChunk() * logsPerChunk + static_cast<std::int64_t>(m_open.size());
    const std::int64_t serviceId = m_services.idOf(service);
    std::optional<std::int64_t> trace;
    if (record.traceId)
        trace = m_traces.idOf(view(record.traceId));
    Statement row = m_connection.prepared("INSERT OR IGNORE INTO logs (time_ns, hash, severity, service, "
                                          "trace, place) VALUES (?, ?, ?, ?, ?, ?)");
    row.bind(key.time)
        .bind(key.hash)
        .bind(std::int64_t(record.severity))
        .bind(serviceId)
        .bind(trace)
        .bind(place)
        .run();
    return row.changedRows() > 0;
}

void LogAppender::writeChunk(Timestamp now)
{
    const EncodedLogs chunk = m_chunks.encode(m_open);
    ByteWriter texts;
    for (const std::string_view text : chunk.texts)
        texts.varint(static_cast<std::uint64_t>(m_texts.reference(text)));
    std::string keys;
    keys.reserve(m_keys.size() * 2 * sizeof(std::int64_t));
    for (const Key &key : m_keys) {
        addFixed(keys, key.time);
        addFixed(keys, key.hash);
    }
    const std::int64_t latest = std::ranges::max(m_keys, {}, &Key::time).time;
    Statement insert = m_connection.prepared(
        "INSERT INTO log_chunks (id, end_ns, arrived_ns, keys, texts, data) VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(nextChunk()).bind(latest).bind(now).bind(std::string_view(keys));
    if (texts.size() == 0)
        insert.bindNull();
    else
        insert.bind(std::string_view(texts.bytes()));
    insert.bind(m_compressor.compress(chunk.data)).run();
    ++m_nextChunk;
    m_open.clear();
    m_keys.clear();
}

std::int64_t LogAppender::nextChunk()
{
    if (m_nextChunk == 0) {
        Statement statement = m_connection.prepared("SELECT coalesce(max(id), 0) + 1 FROM log_chunks");
        statement.next();
        m_nextChunk = statement.integer(0);
    }
    return m_nextChunk;
}

} // namespace spanwise
