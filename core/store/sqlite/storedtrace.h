// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/model/trace.h"
#include "core/store/chunk/dictionaryshelf.h"
#include "core/store/sqlite/connection.h"

#include <functional>
#include <memory>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise {

/// Reads one trace back, whole: its chunks, the texts they refer to, what its spans mean.
class StoredTrace
{
public:
    StoredTrace(Connection &connection, const Interruptible &interruptible, DictionaryShelf &dictionaries)
        : m_connection(connection)
        , m_interruptible(interruptible)
        , m_dictionaries(dictionaries)
    {
    }

    /// nullptr when the trace is not here. Throws SqlFailure.
    std::shared_ptr<const Trace> load(TraceId id, const FactsReader &readFacts);
    /// The spans of the trace with these ids, as they are by now; the batch has them all. Throws SqlFailure.
    TelemetryBatch spans(TraceId id, std::int64_t seq, const std::set<SpanId> &wanted);

private:
    struct Chunk
    {
        std::string_view data;
        std::string_view spanIds;
        std::vector<std::int64_t> texts;
    };

    using IsWanted = std::function<bool(std::string_view spanIds)>;

    void read(TraceId id, std::int64_t seq, const IsWanted &isWanted);
    std::vector<Chunk> readChunks(std::int64_t seq, const IsWanted &isWanted);
    std::string readDictionary(std::uint32_t id);
    void readTexts(const std::vector<Chunk> &chunks);

    Connection &m_connection;
    const Interruptible &m_interruptible;
    DictionaryShelf &m_dictionaries;
    TelemetryBatch m_batch;
    std::unordered_map<std::int64_t, std::string_view> m_texts; // in the batch's arena
};

} // namespace spanwise
