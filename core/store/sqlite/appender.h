// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/intake/factsreader.h"
#include "core/store/chunk/chunkpress.h"
#include "core/store/chunk/dictionaryshelf.h"
#include "core/store/chunk/latearrivals.h"
#include "core/store/chunk/tracecache.h"
#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/logappender.h"
#include "core/store/sqlite/namepool.h"
#include "core/store/sqlite/passagewriter.h"
#include "core/store/sqlite/sightingwriter.h"
#include "core/store/sqlite/textwriter.h"
#include "core/store/sqlite/tracealiases.h"
#include "core/store/sqlite/trailingindex.h"

#include <deque>
#include <map>
#include <span>
#include <vector>

namespace spanwise {

/// Writes groups of batches: one transaction a group, one chunk and one summary row for each trace in it,
/// and its log records (LogAppender).
///
/// write() belongs to whoever holds the writer connection; prepare() to the one thread that appends, before
/// it. Remembers what it wrote last; as soon as anyone else has committed to the file, it forgets and looks
/// again.
class Appender
{
public:
    /// How stored chunks are read again when more of their spans arrives.
    struct Reading
    {
        DictionaryShelf &dictionaries;
        const FactsReader &readFacts;
    };

    /// trainer and what reading names outlive the appender.
    Appender(Connection &connection, LogAppender::Clock clock, DictionaryTrainer &trainer,
             const Reading &reading);

    struct Outcome
    {
        std::vector<AppendReport> reports;
        std::int64_t toIndex = 0; ///< traces that are new or have other texts
    };

    /// Begins to encode and compress what the group brings. Needs neither the connection nor the right to
    /// write.
    void prepare(std::span<const AdmittedBatch *const> group);
    /// Stores what was prepared, in one transaction. Committed when it returns; throws SqlFailure with
    /// nothing written.
    Outcome write(std::span<const AdmittedBatch *const> group);
    /// The group that was prepared is not looked at any more when it returns.
    void release() { m_press.release(); }
    /// What is in the file was changed through the same connection by someone else.
    void forget();

private:
    using Place = GroupPlace;
    using Group = BatchGroup;
    /// What a group brings of one trace.
    struct Arrival
    {
        TraceId id;
        std::vector<Place> places;
        std::vector<Place> repeated; // of spans that are stored, or came before in the group
    };

    Outcome writePrepared(std::span<const AdmittedBatch *const> group);
    void noticeOthers();
    TraceState &stateOf(TraceId id, bool &isNew);
    TraceState *findState(TraceId id);
    TraceState *takeState(TraceId id);
    std::optional<TraceState> loadState(TraceId id);
    void loadSpanIds(TraceState &state);
    bool writeArrival(std::size_t i, Group group, Outcome &outcome);
    void pressAgain(std::size_t i, Group group);
    const LateHalves *lateHalvesOf(TraceState &state, const Arrival &arrival, Group group, Outcome &outcome);
    bool addSpans(TraceState &state, bool isNew, Group group, const Arrival &arrival, const LateHalves *late);
    void writeChunk(TraceState &state, const PressedChunk &chunk, std::string_view documents,
                    std::size_t repeated = 0);
    void writeMarks(std::int64_t chunk, const ChunkMarks &marks, const TraceState &state);
    static SpanSource sourceOf(const AdmittedBatch &admitted, std::uint32_t span);
    void beginArrival(std::size_t i, TraceId trace);
    std::string writeSightings(const TraceState &state, std::span<const SpanSource> sources);
    void updateTexts(TraceState &state);
    void writeRow(const TraceState &state, bool isNew);
    void writeServices();
    void count(const char *name, std::int64_t more);
    std::int64_t nextSeq();

    Connection &m_connection;
    TextPress m_textPress;
    ChunkPress m_press;
    std::vector<Arrival> m_arrivals;            // in the order of first appearance
    std::vector<ChunkPress::Sources> m_sources; // parallel to m_arrivals
    Reading m_reading;
    std::deque<LateHalves> m_late; // of this group; viewed until the texts are flushed
    TrailingIndex m_ids;
    TextWriter m_texts;
    SightingWriter m_sightings;
    PassageWriter m_passages;
    bool m_wasQuery = false; // of the trace at hand: a query named it before
    std::deque<Passage>
        m_displaced; // texts of queries that rows had until this group; viewed until the texts are flushed
    std::size_t m_firstDisplaced = 0; // of the trace at hand
    NamePool m_services;
    NamePool m_steps;
    LogAppender m_logs;
    TraceCache m_cache;
    TraceAliases m_aliases;
    std::int64_t m_newTraces = 0; // of this group
    std::int64_t m_newSpans = 0;
    std::map<std::int64_t, Timestamp> m_seen; // services of this group, latest begin
    std::int64_t m_nextSeq = 0;               // 0: not known
    std::int64_t m_dataVersion = -1;
};

} // namespace spanwise
