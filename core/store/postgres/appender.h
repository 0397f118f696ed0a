// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/chunk/chunkpress.h"
#include "core/store/chunk/tracecache.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/logappender.h"
#include "core/store/postgres/names.h"
#include "core/store/postgres/passages.h"
#include "core/store/postgres/session.h"
#include "core/store/postgres/texts.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace spanwise::pg {

/// Writes groups of batches, each in one transaction of about ten statements however many traces it has, and as many again
/// when it has log records.
///
/// Any number of clients append at the same time, also to the same traces: each locks the rows of the traces it knows, in the order
/// of their ids, before it looks at what they hold; a trace that is new to two of them is created by one, and the other begins again
/// (Failure::Kind::Clash). What is remembered of a trace counts only while its chunk_count has not moved.
class Appender
{
public:
    /// now: when this is.
    std::vector<AppendReport> append(Session &session, std::span<const AdmittedBatch *const> group, Timestamp now);
    /// After a failure: what is remembered may have been rolled back.
    void forget()
    {
        m_cache.clear();
        m_passages.forget();
    }

private:
    struct Place
    {
        std::uint32_t batch;
        std::uint32_t span;
    };
    /// One trace of the group.
    struct Work
    {
        std::vector<Place> places;
        TraceState *state = nullptr;
        bool isNew = true;
        bool isRenamed = false; ///< what a search compares has changed
        bool wasQuery = false;  ///< before this group
        std::vector<Passage> displaced; ///< question and answer that the row had before
        PressedChunk chunk;
        std::vector<TextHash> texts; ///< that chunk refers to
        std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::optional<double>> sightings; ///< document, step, rank -> score
        std::array<std::optional<TextHash>, 3> ownTexts;
    };
    using Works = std::map<TraceId, Work>; // the order of ids is the order of locks
    using Group = std::span<const AdmittedBatch *const>;

    static Works sorted(Group group);
    static std::vector<AppendReport> leaveOutStored(Works &works, Group group);
    void addSpans(Works &works, Group group, Texts &texts, CounterChange &change);
    void writeSpans(Session &session, Works &works, const Texts &texts, Timestamp now, CounterChange &change);
    void learnNames(Session &session, Group group);
    void findStates(Session &session, Works &works);
    TraceState &keep(TraceId id, TraceState state);
    void loadStates(Session &session, std::map<std::int64_t, TraceState> &states, const Column &seqs);
    std::int64_t nextSeq(Session &session);
    void addSpansOf(TraceState &state, Work &work, Group group, Texts &texts);
    void encode(Works &works, Group group, Texts &texts);
    std::int64_t insertSightings(Session &session, const Works &works);
    std::int64_t insertChunks(Session &session, const Works &works, const Texts &texts);
    void writeRows(Session &session, const Works &works, Timestamp arrived);
    void writeSearch(Session &session, const Works &works);
    void writePassages(Session &session, const Works &works, Timestamp now);

    ChunkPress m_press;
    ZstdCompressor m_compressor;
    TraceCache m_cache;
    Names m_services{"services"};
    Names m_steps{"step_names"};
    Passages m_passages;
    std::int64_t m_nextSeq = 0;
    std::int64_t m_seqsLeft = 0;
};

} // namespace spanwise::pg
