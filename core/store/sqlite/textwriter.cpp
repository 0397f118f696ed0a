// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/textwriter.h"

#include <algorithm>
#include <cstring>

namespace spanwise {
namespace {

/// Ids that are remembered; one costs about 50 bytes.
constexpr std::size_t maxRemembered = 100'000;

} // namespace

std::int64_t TextWriter::reference(std::string_view text)
{
    const TextHash hash = TextHash::of(text);
    std::int64_t id = 0;
    if (const auto it = m_ids.find(hash); it != m_ids.end()) {
        id = it->second;
    } else {
        id = m_hashes.find(hash.bytes()).value_or(0);
        if (id == 0) {
            id = nextId();
            m_new.emplace(id, NewText{hash, text});
        }
        m_ids.emplace(hash, id);
    }
    ++m_changes[id];
    return id;
}

std::int64_t TextWriter::nextId()
{
    if (m_nextId == 0) {
        Statement statement = m_connection.prepared("SELECT coalesce(max(id), 0) + 1 FROM texts");
        statement.next();
        // Never a number that a removed text had: the index may have been brought up to it.
        m_nextId = std::max(statement.integer(0), m_hashes.settled() + 1);
    }
    return m_nextId++;
}

void TextWriter::flush()
{
    for (const auto &[id, change] : m_changes) {
        const auto fresh = m_new.find(id);
        if (fresh != m_new.end() && change > 0) {
            insert(id, fresh->second, change);
        } else if (fresh != m_new.end()) {
            m_ids.erase(fresh->second.hash);
        } else if (change != 0 && !removeUnused(id, change)) {
            Statement statement = m_connection.prepared("UPDATE texts SET refs = refs + ? WHERE id = ?");
            statement.bind(change).bind(id).run();
        }
    }
    m_changes.clear();
    m_new.clear();
    m_prepared.clear();
    m_hashes.settle();
    if (m_ids.size() > maxRemembered)
        m_ids.clear();
}

bool TextWriter::removeUnused(std::int64_t id, std::int64_t change)
{
    if (change > 0)
        return false;
    TextHash hash;
    {
        Statement unused = m_connection.prepared("SELECT hash FROM texts WHERE id = ? AND refs + ? <= 0");
        if (!unused.bind(id).bind(change).next())
            return false;
        const std::string_view bytes = unused.bytes(0);
        std::memcpy(hash.words.data(), bytes.data(), std::min(bytes.size(), sizeof hash.words));
    }
    Statement remove = m_connection.prepared("DELETE FROM texts WHERE id = ?");
    remove.bind(id).run();
    m_hashes.erase(hash.bytes(), id);
    m_ids.erase(hash);
    return true;
}

void TextWriter::insert(std::int64_t id, const NewText &text, std::int64_t references)
{
    const auto prepared = m_prepared.find(text.hash);
    Statement statement =
        m_connection.prepared("INSERT INTO texts (id, hash, size, refs, data) VALUES (?, ?, ?, ?, ?)");
    statement.bind(id)
        .bind(text.hash.bytes())
        .bind(static_cast<std::int64_t>(text.text.size()))
        .bind(references)
        .bind(prepared != m_prepared.end() ? std::string_view(prepared->second)
                                           : m_compressor.compress(text.text))
        .run();
    m_hashes.insert(text.hash.bytes(), id);
}

void TextWriter::forget()
{
    m_ids.clear();
    m_new.clear();
    m_changes.clear();
    m_prepared.clear();
    m_hashes.forget();
    m_nextId = 0;
}

} // namespace spanwise
