// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/chunkformat.h"
#include "core/store/chunk/chunkmarks.h"
#include "core/store/sqlite/textwriter.h"

#include <cstdint>
#include <unordered_map>

namespace spanwise {

/// Writes the passages of the chunks: each text once, with about which trace had it last. Belongs to the
/// writer connection; runs within the caller's transaction, before its TextWriter flushes.
class PassageWriter
{
public:
    /// passages.seen is brought up to date when it is this far behind.
    static constexpr std::int64_t seenPrecision = 20'000;

    PassageWriter(Connection &connection, TextWriter &texts)
        : m_connection(connection)
        , m_texts(texts)
    {
    }

    /// A trace has the passage, whose text is viewed until the TextWriter flushes.
    void note(const Passage &passage, std::int64_t trace)
    {
        const auto known = m_seen.find(passage.mark);
        if (known != m_seen.end() && trace - known->second < seenPrecision)
            return;
        const auto mark = static_cast<std::int64_t>(passage.mark);
        std::int64_t seen = trace;
        Statement select = m_connection.prepared("SELECT seen FROM passages WHERE mark = ?");
        if (!select.bind(mark).next()) {
            insert(passage, mark, trace);
        } else if (trace - select.integer(0) >= seenPrecision) {
            Statement update = m_connection.prepared("UPDATE passages SET seen = ? WHERE mark = ?");
            update.bind(trace).bind(mark).run();
        } else {
            seen = select.integer(0);
        }
        if (m_seen.size() >= maxRemembered)
            m_seen.clear();
        m_seen[passage.mark] = seen;
    }

    void forget() { m_seen.clear(); }

private:
    static constexpr std::size_t maxRemembered = 200'000;

    void insert(const Passage &passage, std::int64_t mark, std::int64_t trace)
    {
        Statement insert =
            m_connection.prepared("INSERT INTO passages (mark, seen, text, text_id) VALUES (?, ?, ?, ?)");
        insert.bind(mark).bind(trace);
        if (passage.text.size() >= chunkformat::textBytes)
            insert.bindNull().bind(m_texts.reference(passage.text));
        else
            insert.bindText(passage.text).bindNull();
        insert.run();
    }

    Connection &m_connection;
    TextWriter &m_texts;
    std::unordered_map<SearchMark, std::int64_t> m_seen;
};

} // namespace spanwise
