// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/storedtraces.h"

#include "core/store/chunk/chunkreader.h"
#include "core/store/chunk/latearrivals.h"
#include "core/store/chunk/packedids.h"
#include "core/store/chunk/tracestate.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/tracerow.h"

#include <algorithm>
#include <utility>

namespace spanwise::pg {
namespace {

constexpr std::size_t tracesAtOnce = 64;

Failure damaged(TraceId id)
{
    return Failure(
        {Error::Code::Corrupt,
         "Trace " + id.toHex() + " is damaged in the store. Restore the team's database from a backup."});
}

} // namespace

std::shared_ptr<const Trace> StoredTraces::load(TraceId id)
{
    return decoded(id, readAtOnce({&id, 1}));
}

void StoredTraces::loadEach(std::span<const TraceId> ids, const StoreReader::TraceVisitor &visit)
{
    for (std::size_t at = 0; at < ids.size(); at += tracesAtOnce) {
        const auto some = ids.subspan(at, std::min(tracesAtOnce, ids.size() - at));
        const Block block = readAtOnce(some);
        for (const TraceId id : some) {
            m_stop.check();
            if (!visit(decoded(id, block)))
                return;
        }
    }
}

void StoredTraces::spansOf(const Wanted &wanted, const SpansVisitor &visit)
{
    std::vector<TraceId> ids;
    for (const auto &[id, spans] : wanted)
        ids.push_back(id);
    for (std::size_t at = 0; at < ids.size(); at += tracesAtOnce) {
        const auto some = std::span(ids).subspan(at, std::min(tracesAtOnce, ids.size() - at));
        const Block block = read(some, &wanted);
        for (const auto &[id, chunks] : block.traces) {
            TelemetryBatch batch = spansIn(id, chunks, block.texts);
            std::erase_if(batch.spans, [&](const Span &span) { return !wanted.at(id).contains(span.id); });
            visit(id, std::move(batch));
        }
    }
}

/// Chunks and texts of one moment.
StoredTraces::Block StoredTraces::readAtOnce(std::span<const TraceId> ids)
{
    Unit unit(m_session, Unit::Kind::Read);
    Block block = read(ids, nullptr);
    unit.commit();
    return block;
}

/// The chunks that have some span that is wanted; all of them without wanted.
StoredTraces::Block StoredTraces::read(std::span<const TraceId> ids, const Wanted *wanted)
{
    Block block;
    Column asked(Type::Bytes);
    for (const TraceId id : ids)
        asked.add(id);
    Parameters traces;
    traces.column(asked);
    std::unordered_map<std::int64_t, TraceId> bySeq;
    Column chunkIds(Type::Integer);
    Rows rows = m_session.run("SELECT w.id, t.id, t.seq, t.chunk_count FROM unnest($1) AS w (id) "
                              "JOIN traces t ON t.seq = " SPANWISE_PG_SEQ_OF("w.id"),
                              traces);
    while (rows.next()) {
        const auto id = rows.id<TraceId>(1);
        block.rows.emplace(rows.id<TraceId>(0), id);
        if (!bySeq.emplace(rows.integer(2), id).second)
            continue; // asked for by both its ids
        block.traces[id];
        for (std::int64_t number = 0; number < rows.integer(3); ++number)
            chunkIds.add(chunkId(rows.integer(2), number));
    }
    Parameters parameters;
    parameters.column(wanted == nullptr ? chunkIds : chunksWith(chunkIds, *wanted, bySeq));
    block.data = m_session.run("SELECT id, data, span_ids, texts FROM chunks WHERE id = ANY ($1) ORDER BY id",
                               parameters);
    while (block.data.next()) {
        Chunk chunk{block.data.bytes(1), block.data.bytes(2), unpackIds(block.data.bytes(3))};
        block.texts.want(chunk.texts);
        block.traces.at(bySeq.at(block.data.integer(0) / chunksPerTrace)).push_back(std::move(chunk));
    }
    block.texts.fetch(m_session);
    return block;
}

Column StoredTraces::chunksWith(const Column &chunks, const Wanted &wanted,
                                const std::unordered_map<std::int64_t, TraceId> &traces)
{
    Parameters parameters;
    parameters.column(chunks);
    Column found(Type::Integer);
    Rows rows = m_session.run("SELECT id, span_ids FROM chunks WHERE id = ANY ($1)", parameters);
    while (rows.next()) {
        const std::set<SpanId> &spans = wanted.at(traces.at(rows.integer(0) / chunksPerTrace));
        if (anySpanId(rows.bytes(1), [&](SpanId id) { return spans.contains(id); }))
            found.add(rows.integer(0));
    }
    return found;
}

std::shared_ptr<const Trace> StoredTraces::decoded(TraceId id, const Block &block)
{
    const auto row = block.rows.find(id);
    if (row == block.rows.end())
        return nullptr;
    TelemetryBatch batch = spansIn(row->second, block.traces.at(row->second), block.texts);
    std::vector<SpanFacts> facts = readAllFacts(m_readFacts, batch);
    m_stop.check();
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

TelemetryBatch StoredTraces::spansIn(TraceId id, const std::vector<Chunk> &chunks, const StoredTexts &stored)
{
    TelemetryBatch batch;
    ChunkReader reader(id, batch);
    std::unordered_map<std::int64_t, std::string_view> known; // in the batch's arena
    for (const Chunk &chunk : chunks) {
        m_stop.check();
        std::vector<std::string_view> texts;
        texts.reserve(chunk.texts.size());
        for (const std::int64_t text : chunk.texts) {
            const auto [place, isNew] = known.try_emplace(text);
            if (isNew) {
                auto whole = decompress(stored.compressed(text).value_or(std::string_view()));
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
    dropReplaced(batch.spans);
    return batch;
}

} // namespace spanwise::pg
