// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/texts.h"

#include "core/store/postgres/counters.h"

#include <algorithm>
#include <cstring>

namespace spanwise::pg {
namespace {

TextHash hashFrom(std::string_view bytes)
{
    TextHash hash;
    if (bytes.size() == sizeof hash.words)
        std::memcpy(hash.words.data(), bytes.data(), bytes.size());
    return hash;
}

} // namespace

TextHash Texts::reference(std::string_view text)
{
    const TextHash hash = TextHash::of(text);
    Entry &entry = m_entries[hash];
    entry.text = text;
    ++entry.references;
    return hash;
}

void Texts::flush(Session &session, ZstdCompressor &compressor)
{
    if (m_entries.empty() && m_released.empty())
        return;
    m_changes = m_released;
    lock(session);
    insertMissing(session, compressor);
    writeCounts(session);
    m_released.clear();
}

void Texts::lock(Session &session)
{
    Column hashes(Type::Bytes);
    for (const auto &[hash, entry] : m_entries)
        hashes.add(hash.bytes());
    Column ids(Type::Integer);
    for (const auto &[id, change] : m_released)
        ids.add(id);
    Parameters parameters;
    parameters.column(hashes).column(ids);
    Rows rows =
        session.runPrepared("SELECT id, hash FROM texts WHERE hash = ANY ($1) OR id = ANY ($2) ORDER BY hash "
                            "FOR NO KEY UPDATE",
                            parameters);
    while (rows.next()) {
        const auto entry = m_entries.find(hashFrom(rows.bytes(1)));
        if (entry == m_entries.end())
            continue;
        entry->second.id = rows.integer(0);
        m_changes[rows.integer(0)] += entry->second.references;
    }
}

void Texts::insertMissing(Session &session, ZstdCompressor &compressor)
{
    Column hashes(Type::Bytes);
    Column sizes(Type::Integer);
    Column references(Type::Integer);
    Column data(Type::Bytes);
    for (const auto &[hash, entry] : m_entries) {
        if (entry.id != 0)
            continue;
        hashes.add(hash.bytes());
        sizes.add(static_cast<std::int64_t>(entry.text.size()));
        references.add(entry.references);
        data.add(compressor.compress(entry.text));
    }
    if (hashes.count() == 0)
        return;
    Parameters parameters;
    parameters.column(hashes).column(sizes).column(references).column(data);
    Rows rows = session.runPrepared("INSERT INTO texts (hash, size, refs, data) SELECT * FROM unnest($1, $2, "
                                    "$3, $4) AS n (hash, size, refs, data) ORDER BY hash "
                                    "ON CONFLICT (hash) DO UPDATE SET refs = texts.refs + excluded.refs "
                                    "RETURNING id, hash, xmax = 0, length(data)",
                                    parameters);
    while (rows.next()) {
        m_entries.at(hashFrom(rows.bytes(1))).id = rows.integer(0);
        if (rows.integer(2) != 0) // inserted, not met
            m_byteChange += rows.integer(3) + bytesof::text;
    }
}

void Texts::writeCounts(Session &session)
{
    Column ids(Type::Integer);
    Column changes(Type::Integer);
    for (const auto &[id, change] : m_changes) {
        if (change == 0)
            continue;
        ids.add(id);
        changes.add(change);
    }
    if (ids.count() == 0)
        return;
    Parameters parameters;
    parameters.column(ids).column(changes);
    session.runPrepared(
        "UPDATE texts t SET refs = t.refs + n.change FROM unnest($1, $2) AS n (id, change) WHERE t.id = n.id",
        parameters);
    const bool lost = std::ranges::any_of(m_changes, [](const auto &change) { return change.second < 0; });
    if (lost) {
        Parameters gone;
        gone.column(ids);
        Rows removed = session.runPrepared(
            "DELETE FROM texts WHERE id = ANY ($1) AND refs <= 0 RETURNING length(data)", gone);
        while (removed.next())
            m_byteChange -= removed.integer(0) + bytesof::text;
    }
}

} // namespace spanwise::pg
