// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/storedtrace.h"

#include "core/store/chunk/bytes.h"
#include "core/store/chunk/chunkreader.h"
#include "core/store/chunk/idbytes.h"
#include "core/store/chunk/latearrivals.h"
#include "core/store/chunk/tracestate.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/sqlite/tracerow.h"

#include <utility>

namespace spanwise {
namespace {

SqlFailure damaged(TraceId id)
{
    return SqlFailure({Error::Code::Corrupt,
                       "Trace " + id.toHex() +
                           " is damaged in the store. Restart Spanwise: it checks the file and, if it is "
                           "damaged, moves it aside and begins a new one."});
}

} // namespace

std::shared_ptr<const Trace> StoredTrace::load(TraceId id, const FactsReader &readFacts)
{
    std::int64_t seq = 0;
    {
        Statement row =
            m_connection.prepared("SELECT seq, id FROM traces WHERE seq = (" SPANWISE_SEQ_OF_ID ")");
        if (!bindId(row, id).next())
            return nullptr;
        seq = row.integer(0);
        id = row.id<TraceId>(1); // the one that its spans have, when it was asked for by its alias
    }
    read(id, seq, nullptr);
    std::vector<SpanFacts> facts = readAllFacts(readFacts, m_batch);
    m_interruptible.check();
    return std::make_shared<const Trace>(std::move(m_batch), std::move(facts));
}

TelemetryBatch StoredTrace::spans(TraceId id, std::int64_t seq, const std::set<SpanId> &wanted)
{
    read(id, seq, [&](std::string_view spanIds) {
        return anySpanId(spanIds, [&](SpanId span) { return wanted.contains(span); });
    });
    std::erase_if(m_batch.spans, [&](const Span &span) { return !wanted.contains(span.id); });
    return std::move(m_batch);
}

/// The chunks that are wanted; all of them without isWanted.
void StoredTrace::read(TraceId id, std::int64_t seq, const IsWanted &isWanted)
{
    try {
        const std::vector<Chunk> chunks = readChunks(seq, isWanted);
        readTexts(chunks);
        ChunkReader reader(id, m_batch);
        for (const Chunk &chunk : chunks) {
            m_interruptible.check();
            std::vector<std::string_view> texts;
            texts.reserve(chunk.texts.size());
            for (const std::int64_t text : chunk.texts)
                texts.push_back(m_texts.at(text));
            if (!reader.read(chunk.data, chunk.spanIds, texts))
                throw damaged(id);
        }
    } catch (const std::out_of_range &) {
        throw damaged(id); // data or a text that is not there or cannot be decompressed
    }
    dropReplaced(m_batch.spans);
}

std::vector<StoredTrace::Chunk> StoredTrace::readChunks(std::int64_t seq, const IsWanted &isWanted)
{
    const auto find = [&](std::uint32_t id) {
        return m_dictionaries.find(id, [&](std::uint32_t wanted) { return readDictionary(wanted); });
    };
    std::vector<Chunk> chunks;
    Statement rows = m_connection.prepared(
        "SELECT data, span_ids, texts FROM chunks WHERE id >= ? AND id < ? ORDER BY id");
    rows.bind(chunkId(seq, 0)).bind(chunkId(seq + 1, 0));
    while (rows.next()) {
        if (isWanted && !isWanted(rows.bytes(1)))
            continue;
        Chunk chunk;
        chunk.data = m_batch.arena.adopt(decompress(rows.bytes(0), find).value_or(std::string()));
        chunk.spanIds = m_batch.arena.copy(rows.bytes(1));
        const std::string_view texts = rows.bytes(2);
        for (ByteReader in(texts); !in.atEnd();)
            chunk.texts.push_back(static_cast<std::int64_t>(in.varint()));
        chunks.push_back(std::move(chunk));
    }
    return chunks;
}

std::string StoredTrace::readDictionary(std::uint32_t id)
{
    Statement row = m_connection.prepared("SELECT data FROM dictionaries WHERE id = ?");
    return row.bind(std::int64_t(id)).next() ? std::string(row.bytes(0)) : std::string();
}

void StoredTrace::readTexts(const std::vector<Chunk> &chunks)
{
    for (const Chunk &chunk : chunks) {
        for (const std::int64_t id : chunk.texts) {
            if (m_texts.contains(id))
                continue;
            Statement row = m_connection.prepared("SELECT data FROM texts WHERE id = ?");
            if (!row.bind(id).next())
                continue; // found missing by load()
            if (auto text = decompress(row.bytes(0)))
                m_texts.emplace(id, m_batch.arena.adopt(*std::move(text)));
        }
    }
}

} // namespace spanwise
