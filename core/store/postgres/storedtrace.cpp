// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/storedtrace.h"

#include "core/store/chunk/bytes.h"
#include "core/store/chunk/chunkreader.h"
#include "core/store/chunk/spanidset.h"
#include "core/store/chunk/tracestate.h"
#include "core/store/chunk/zstdcodec.h"

#include <set>
#include <utility>

namespace spanwise::pg {
namespace {

Failure damaged(TraceId id)
{
    return Failure({Error::Code::Corrupt, "Trace " + id.toHex() + " is damaged in the store. Restore the team's database from a backup."});
}

} // namespace

std::shared_ptr<const Trace> StoredTrace::load(TraceId id, const FactsReader &readFacts)
{
    Unit unit(m_session, Unit::Kind::Read); // chunks and texts of one moment
    Parameters parameters;
    parameters.id(id);
    Rows row = m_session.run("SELECT seq FROM traces WHERE id = $1", parameters);
    if (!row.next())
        return nullptr;
    const std::vector<Chunk> chunks = readChunks(row.integer(0));
    readTexts(chunks);
    unit.commit();
    ChunkReader reader(id, m_batch);
    for (const Chunk &chunk : chunks) {
        m_stop.check();
        std::vector<std::string_view> texts;
        texts.reserve(chunk.texts.size());
        for (const std::int64_t text : chunk.texts) {
            const auto known = m_texts.find(text);
            if (known == m_texts.end())
                throw damaged(id);
            texts.push_back(known->second);
        }
        if (!reader.read(chunk.data, chunk.spanIds, texts))
            throw damaged(id);
    }
    dropRepeated();
    std::vector<SpanFacts> facts = readAllFacts(readFacts, m_batch);
    m_stop.check();
    return std::make_shared<const Trace>(std::move(m_batch), std::move(facts));
}

std::vector<StoredTrace::Chunk> StoredTrace::readChunks(std::int64_t seq)
{
    Parameters parameters;
    parameters.integer(chunkId(seq, 0)).integer(chunkId(seq + 1, 0));
    Rows rows = m_session.run("SELECT data, span_ids, texts FROM chunks WHERE id >= $1 AND id < $2 ORDER BY id", parameters);
    std::vector<Chunk> chunks;
    while (rows.next()) {
        Chunk chunk;
        chunk.data = m_batch.arena.adopt(decompress(rows.bytes(0)).value_or(std::string()));
        chunk.spanIds = m_batch.arena.copy(rows.bytes(1));
        for (ByteReader in(rows.bytes(2)); !in.atEnd();)
            chunk.texts.push_back(static_cast<std::int64_t>(in.varint()));
        chunks.push_back(std::move(chunk));
    }
    return chunks;
}

void StoredTrace::readTexts(const std::vector<Chunk> &chunks)
{
    std::set<std::int64_t> wanted;
    for (const Chunk &chunk : chunks)
        wanted.insert(chunk.texts.begin(), chunk.texts.end());
    if (wanted.empty())
        return;
    Column ids(Type::Integer);
    for (const std::int64_t id : wanted)
        ids.add(id);
    Parameters parameters;
    parameters.column(ids);
    Rows rows = m_session.run("SELECT id, data FROM texts WHERE id = ANY ($1)", parameters);
    while (rows.next()) {
        if (auto text = decompress(rows.bytes(1)))
            m_texts.emplace(rows.integer(0), m_batch.arena.adopt(*std::move(text)));
    }
}

/// The writers keep spans apart, so this changes nothing unless another program wrote the rows.
void StoredTrace::dropRepeated()
{
    SpanIdSet seen;
    std::erase_if(m_batch.spans, [&](const Span &span) { return !seen.insert(span.id); });
}

} // namespace spanwise::pg
