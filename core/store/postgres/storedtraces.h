// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/model/trace.h"
#include "core/store/postgres/session.h"
#include "core/store/postgres/storedtexts.h"
#include "core/store/store.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise::pg {

/// Reads traces back, whole: their chunks, the texts they refer to, what their spans mean. Three statements
/// for a block of traces, which one moment of the store has; the number of round trips is what a search over
/// many traces waits for.
class StoredTraces
{
public:
    StoredTraces(Session &session, const StopSignal &stop, const FactsReader &readFacts)
        : m_session(session)
        , m_stop(stop)
        , m_readFacts(readFacts)
    {
    }

    /// nullptr when the trace is not here. Throws Failure.
    std::shared_ptr<const Trace> load(TraceId id);
    /// In the order of ids, until visit says false.
    void loadEach(std::span<const TraceId> ids, const StoreReader::TraceVisitor &visit);

    /// Ids of spans, by the ids of the rows of their traces.
    using Wanted = std::map<TraceId, std::set<SpanId>>;
    using SpansVisitor = std::function<void(TraceId, TelemetryBatch)>;
    /// The spans that are wanted of each trace, as they are by now; within the caller's transaction.
    void spansOf(const Wanted &wanted, const SpansVisitor &visit);

private:
    struct Chunk
    {
        std::string_view data;
        std::string_view spanIds;
        std::vector<std::int64_t> texts;
    };
    /// Some traces as they are stored; views into the rows.
    struct Block
    {
        std::unordered_map<TraceId, std::vector<Chunk>> traces; // those that are here
        std::unordered_map<TraceId, TraceId> rows; // the id that a trace was asked for -> that of its row
        Rows data;
        StoredTexts texts;
    };

    Block readAtOnce(std::span<const TraceId> ids);
    Block read(std::span<const TraceId> ids, const Wanted *wanted);
    Column chunksWith(const Column &chunks, const Wanted &wanted,
                      const std::unordered_map<std::int64_t, TraceId> &traces);
    std::shared_ptr<const Trace> decoded(TraceId id, const Block &block);
    TelemetryBatch spansIn(TraceId id, const std::vector<Chunk> &chunks, const StoredTexts &stored);

    Session &m_session;
    const StopSignal &m_stop;
    const FactsReader &m_readFacts;
};

} // namespace spanwise::pg
