// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/storedtraces.h"

#include "core/store/chunk/chunkreader.h"
#include "core/store/chunk/packedids.h"
#include "core/store/chunk/spanidset.h"
#include "core/store/chunk/tracestate.h"
#include "core/store/chunk/zstdcodec.h"

#include <algorithm>
#include <utility>

namespace spanwise::pg {
namespace {

constexpr std::size_t tracesAtOnce = 64;

Failure damaged(TraceId id)
{
    return Failure({Error::Code::Corrupt, "Trace " + id.toHex() + " is damaged in the store. Restore the team's database from a backup."});
}

/// The writers keep spans apart, so this changes nothing unless another program wrote the rows.
void dropRepeated(TelemetryBatch &batch)
{
    SpanIdSet seen;
    std::erase_if(batch.spans, [&](const Span &span) { return !seen.insert(span.id); });
}

} // namespace

std::shared_ptr<const Trace> StoredTraces::load(TraceId id)
{
    return decoded(id, read({&id, 1}));
}

void StoredTraces::loadEach(std::span<const TraceId> ids, const StoreReader::TraceVisitor &visit)
{
    for (std::size_t at = 0; at < ids.size(); at += tracesAtOnce) {
        const auto some = ids.subspan(at, std::min(tracesAtOnce, ids.size() - at));
        const Block block = read(some);
        for (const TraceId id : some) {
            m_stop.check();
            if (!visit(decoded(id, block)))
                return;
        }
    }
}

StoredTraces::Block StoredTraces::read(std::span<const TraceId> ids)
{
    Block block;
    Unit unit(m_session, Unit::Kind::Read); // chunks and texts of one moment
    Column wanted(Type::Bytes);
    for (const TraceId id : ids)
        wanted.add(id);
    Parameters traces;
    traces.column(wanted);
    std::unordered_map<std::int64_t, std::vector<Chunk> *> bySeq;
    Column chunkIds(Type::Integer);
    Rows rows = m_session.run("SELECT id, seq, chunk_count FROM traces WHERE id = ANY ($1)", traces);
    while (rows.next()) {
        bySeq[rows.integer(1)] = &block.traces[rows.id<TraceId>(0)];
        for (std::int64_t number = 0; number < rows.integer(2); ++number)
            chunkIds.add(chunkId(rows.integer(1), number));
    }
    Parameters parameters;
    parameters.column(chunkIds);
    block.rows = m_session.run("SELECT id, data, span_ids, texts FROM chunks WHERE id = ANY ($1) ORDER BY id", parameters);
    while (block.rows.next()) {
        Chunk chunk{block.rows.bytes(1), block.rows.bytes(2), unpackIds(block.rows.bytes(3))};
        block.texts.want(chunk.texts);
        bySeq.at(block.rows.integer(0) / chunksPerTrace)->push_back(std::move(chunk));
    }
    block.texts.fetch(m_session);
    unit.commit();
    return block;
}

std::shared_ptr<const Trace> StoredTraces::decoded(TraceId id, const Block &block)
{
    const auto chunks = block.traces.find(id);
    if (chunks == block.traces.end())
        return nullptr;
    TelemetryBatch batch;
    ChunkReader reader(id, batch);
    std::unordered_map<std::int64_t, std::string_view> known; // in the batch's arena
    for (const Chunk &chunk : chunks->second) {
        m_stop.check();
        std::vector<std::string_view> texts;
        texts.reserve(chunk.texts.size());
        for (const std::int64_t text : chunk.texts) {
            const auto [place, isNew] = known.try_emplace(text);
            if (isNew) {
                auto whole = decompress(block.texts.compressed(text).value_or(std::string_view()));
                if (!whole)
                    throw damaged(id);
                place->second = batch.arena.adopt(*std::move(whole));
            }
            texts.push_back(place->second);
        }
        const std::string_view data = batch.arena.adopt(decompress(chunk.data).value_or(std::string()));
        if (!reader.read(data, batch.arena.copy(chunk.spanIds), texts))
            throw damaged(id);
    }
    dropRepeated(batch);
    std::vector<SpanFacts> facts = readAllFacts(m_readFacts, batch);
    m_stop.check();
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

} // namespace spanwise::pg
