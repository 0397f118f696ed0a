// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/chunk/logchunkwriter.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/names.h"
#include "core/store/postgres/session.h"
#include "core/store/postgres/texts.h"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace spanwise::pg {

/// Writes the log records of one group of batches: a row for each, and chunks that hold them, with four
/// statements and one for each chunk, within the caller's transaction. Several clients may bring the same
/// records at once: rows are inserted in the order of their keys, so that they wait for each other in turn,
/// and one whose record is there by then begins again. For one group; throws Failure.
class LogAppender
{
public:
    using Group = std::span<const AdmittedBatch *const>;

    explicit LogAppender(ZstdCompressor &compressor)
        : m_compressor(compressor)
    {
    }

    /// Before the texts are flushed: leaves out what is stored already, and sets storedLogs of the reports.
    /// now: when this is.
    void collect(Session &session, Group group, Timestamp now, Texts &texts,
                 std::vector<AppendReport> &reports);
    /// After it. services knows the names of the group. Adds to change.
    void insert(Session &session, const Texts &texts, const Names &services, CounterChange &change);
    /// Returns the service names of the records.
    static std::set<std::string> servicesOf(const TelemetryBatch &batch);

private:
    using Key = std::pair<std::int64_t, std::int64_t>; // time, hash
    struct Place
    {
        std::uint32_t batch;
        std::size_t record;
    };
    struct Chunk
    {
        std::vector<Key> keys;
        std::vector<LogSource> records;
        std::string data;            // compressed
        std::vector<TextHash> texts; // that it refers to
    };

    void leaveOutStored(Session &session, std::map<Key, Place> &records) const;
    void encode(Chunk &chunk, Texts &texts);
    void insertRows(Session &session, const Names &services, const std::vector<std::int64_t> &ids) const;

    ZstdCompressor &m_compressor;
    std::vector<Chunk> m_chunks;
    Timestamp m_now;
};

} // namespace spanwise::pg
