// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/chunk/chunkwriter.h"
#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/namepool.h"
#include "core/store/sqlite/searchindex.h"
#include "core/store/sqlite/textwriter.h"
#include "core/store/chunk/tracecache.h"

#include <map>
#include <span>
#include <vector>

namespace spanwise {

/// Writes groups of batches: one transaction a group, one chunk and one summary row for each trace in it.
///
/// Belongs to the writer connection and whoever holds it. Remembers what it wrote last; as soon as anyone else has
/// committed to the file, it forgets and looks again.
class Appender
{
public:
    explicit Appender(Connection &connection);

    /// Committed when it returns; throws SqlFailure with nothing written.
    std::vector<AppendReport> append(std::span<const AdmittedBatch *const> group);
    /// What is in the file was changed through the same connection by someone else.
    void forget();

private:
    struct Place
    {
        std::uint32_t batch;
        std::uint32_t span;
    };
    using Places = std::vector<Place>;

    std::vector<AppendReport> write(std::span<const AdmittedBatch *const> group);
    void noticeOthers();
    TraceState &stateOf(TraceId id, bool &isNew);
    std::optional<TraceState> loadState(TraceId id);
    void loadSpanIds(TraceState &state);
    void addSpans(TraceState &state, bool isNew, std::span<const AdmittedBatch *const> group, const Places &places);
    void writeChunk(TraceState &state, const Places &places, std::span<const AdmittedBatch *const> group);
    void updateTexts(TraceState &state);
    void writeRow(const TraceState &state, bool isNew);
    void writeServices();
    void count(const char *name, std::int64_t more);
    std::int64_t nextSeq();

    Connection &m_connection;
    ChunkWriter m_chunks;
    ZstdCompressor m_compressor;
    TextWriter m_texts;
    SearchIndex m_search;
    NamePool m_services;
    NamePool m_steps;
    TraceCache m_cache;
    std::map<std::int64_t, Timestamp> m_seen; // services of this group, latest begin
    std::int64_t m_nextSeq = 0;               // 0: not known
    std::int64_t m_dataVersion = -1;
};

} // namespace spanwise
