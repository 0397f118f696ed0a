// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/chunk/chunkpress.h"
#include "core/store/chunk/latearrivals.h"
#include "core/store/chunk/tracecache.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/logappender.h"
#include "core/store/postgres/names.h"
#include "core/store/postgres/passages.h"
#include "core/store/postgres/session.h"
#include "core/store/postgres/texts.h"
#include "core/store/postgres/tracealiases.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace spanwise::pg {

/// Writes groups of batches, each in one transaction of about ten statements however many traces it has, and
/// as many again when it has log records.
///
/// Any number of clients append at the same time, also to the same traces: each locks the rows of the traces
/// it knows, in the order of their ids, before it looks at what they hold; a trace that is new to two of them
/// is created by one, and the other begins again (Failure::Kind::Clash). What is remembered of a trace counts
/// only while its chunk_count has not moved.
class Appender
{
public:
    /// readFacts outlives the appender.
    explicit Appender(const FactsReader &readFacts)
        : m_readFacts(readFacts)
    {
    }

    /// now: when this is.
    std::vector<AppendReport> append(Session &session, std::span<const AdmittedBatch *const> group,
                                     Timestamp now);
    /// After a failure: what is remembered may have been rolled back.
    void forget()
    {
        m_cache.clear();
        m_passages.forget();
        m_aliases.forget();
        m_services.forgetNewest();
        m_steps.forgetNewest();
    }

private:
    using Place = GroupPlace;
    using Group = BatchGroup;
    /// What becomes one row of chunks.
    struct Piece
    {
        PressedChunk chunk;
        std::vector<TextHash> texts{}; ///< that chunk refers to
        std::size_t repeated = 0;      ///< spans that take the place of earlier ones
    };
    /// One trace of the group.
    struct Work
    {
        std::vector<Place> places;
        std::vector<Place> repeated; ///< of spans that are stored, or came before in the group
        TraceState *state = nullptr;
        bool isNew = true;
        bool mayBegin = false;          ///< nobody has it, as far as could be seen when the transaction began
        bool isRenamed = false;         ///< what a search compares has changed
        bool wasQuery = false;          ///< before this group
        std::vector<Passage> displaced; ///< question and answer that the row had before
        std::unique_ptr<LateHalves> late; ///< null when the repeated spans are redeliveries
        std::vector<Piece> pieces;
        std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::optional<double>>
            sightings; ///< document, step, rank -> score
        std::array<std::optional<TextHash>, 3> ownTexts;
    };
    using Works = std::map<TraceId, Work>; // the order of ids is the order of locks

    Works sorted(Session &session, Group group);
    std::vector<AppendReport> leaveOutStored(Session &session, Works &works, Group group);
    void addLateHalves(Session &session, Works &works, Group group, std::vector<AppendReport> &reports);
    void learnLateNames(Session &session, const Works &works);
    void addSpans(Works &works, Group group, Texts &texts, CounterChange &change);
    void writeSpans(Session &session, Works &works, const Texts &texts, Timestamp now, CounterChange &change);
    void learnNames(Session &session, Group group);
    void findStates(Session &session, Works &works);
    TraceState &keep(TraceId id, TraceState state);
    void loadStates(Session &session, std::map<std::int64_t, TraceState> &states, const Column &seqs);
    std::int64_t nextSeq(Session &session);
    void addSpansOf(TraceState &state, Work &work, Group group, Texts &texts);
    void noteStep(TraceState &state, Work &work, const SpanSource &source);
    void encode(Works &works, Group group, Texts &texts);
    std::int64_t insertSightings(Session &session, const Works &works);
    static std::string documentsOf(const Work &work);
    std::int64_t insertChunks(Session &session, const Works &works, const Texts &texts);
    void writeRows(Session &session, const Works &works, Timestamp arrived);
    void writeSearch(Session &session, const Works &works);
    void writePassages(Session &session, const Works &works, Timestamp now);

    const FactsReader &m_readFacts;
    ChunkPress m_press;
    ZstdCompressor m_compressor;
    TraceCache m_cache;
    Names m_services{"services"};
    Names m_steps{"step_names"};
    Passages m_passages;
    TraceAliases m_aliases;
    std::int64_t m_nextSeq = 0;
    std::int64_t m_seqsLeft = 0;
};

} // namespace spanwise::pg
