// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"
#include "core/store/store.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise {

/// Reads log records back: a page by time, or those of one trace. Decodes each chunk once. Throws SqlFailure.
class StoredLogs
{
public:
    StoredLogs(Connection &connection, const Interruptible &interruptible)
        : m_connection(connection), m_interruptible(interruptible), m_result(std::make_shared<TelemetryBatch>())
    {
    }

    LogPage page(const LogRequest &request);
    std::shared_ptr<const TelemetryBatch> ofTrace(TraceId trace, std::uint32_t limit);

private:
    /// One row of logs.
    struct Found
    {
        LogCursor cursor;
        std::int64_t place = 0;
    };
    /// A chunk of which records were asked for, and where its resources and scopes are in the result.
    struct Chunk
    {
        std::shared_ptr<const TelemetryBatch> batch;
        std::vector<std::uint32_t> resources;
        std::vector<std::uint32_t> scopes;
        bool isKept = false; ///< the result views it
    };

    std::vector<Found> slice(const LogFilter &filter, const LogCursor &below, std::int64_t service);
    std::string conditions(const LogFilter &filter) const;
    std::int64_t serviceId(const std::string &name);
    Chunk &chunkOf(std::int64_t place);
    std::shared_ptr<const TelemetryBatch> readChunk(std::int64_t id);
    std::string_view textOf(std::int64_t id, Arena &arena);
    const LogRecord &recordAt(std::int64_t place);
    void keep(std::int64_t place);

    Connection &m_connection;
    const Interruptible &m_interruptible;
    std::shared_ptr<TelemetryBatch> m_result;
    std::unordered_map<std::int64_t, Chunk> m_chunks;
};

} // namespace spanwise
