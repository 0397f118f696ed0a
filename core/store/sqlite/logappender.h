// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/chunk/logchunkformat.h"
#include "core/store/chunk/logchunkwriter.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/namepool.h"
#include "core/store/sqlite/textwriter.h"

#include <functional>
#include <span>
#include <vector>

namespace spanwise {

/// Writes the log records of a group of batches: one row for each, and chunks that hold them. Within the
/// caller's transaction, on the writer connection; throws SqlFailure.
class LogAppender
{
public:
    using Clock = std::function<Timestamp()>;

    LogAppender(Connection &connection, TextWriter &texts, NamePool &services, Clock clock);

    /// Sets storedLogs of the reports. Returns how many records were new.
    std::int64_t append(std::span<const AdmittedBatch *const> group, std::vector<AppendReport> &reports);
    /// After a rollback, or when someone else has written.
    void forget();

private:
    struct Key
    {
        std::int64_t time;
        std::int64_t hash;
    };

    void appendBatch(const TelemetryBatch &batch, AppendReport &report, Timestamp now);
    bool insertRow(const TelemetryBatch &batch, const LogRecord &record, const Key &key);
    void writeChunk(Timestamp now);
    std::int64_t nextChunk();

    Connection &m_connection;
    TextWriter &m_texts;
    NamePool &m_services;
    NamePool m_traces;
    Clock m_clock;
    LogChunkWriter m_chunks;
    ZstdCompressor m_compressor;
    std::vector<LogSource> m_open; // of the chunk that is being filled
    std::vector<Key> m_keys;       // parallel to m_open
    std::int64_t m_nextChunk = 0;  // 0: not known
};

} // namespace spanwise
