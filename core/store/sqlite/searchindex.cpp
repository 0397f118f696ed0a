// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/searchindex.h"

#include "core/store/text/searchtext.h"
#include "core/store/sqlite/tracerow.h"

#include <algorithm>

namespace spanwise {

std::int64_t SearchIndex::indexedSeq()
{
    if (m_indexedSeq < 0) {
        Statement statement = m_connection.prepared("SELECT value FROM counters WHERE name = 'indexed_seq'");
        m_indexedSeq = statement.next() ? statement.integer(0) : 0;
    }
    return m_indexedSeq;
}

bool SearchIndex::isIndexed(std::int64_t seq)
{
    if (seq > indexedSeq())
        return false;
    Statement waiting = m_connection.prepared("SELECT 1 FROM reindex WHERE trace = ?");
    return !waiting.bind(seq).next();
}

void SearchIndex::retract(std::int64_t seq, const std::string &text)
{
    deleteEntry(seq, text);
    Statement again = m_connection.prepared("INSERT OR IGNORE INTO reindex (trace) VALUES (?)");
    again.bind(seq).run();
}

void SearchIndex::remove(std::int64_t seq, const std::string &text)
{
    if (isIndexed(seq)) {
        deleteEntry(seq, text);
    } else {
        Statement waiting = m_connection.prepared("DELETE FROM reindex WHERE trace = ?");
        waiting.bind(seq).run();
    }
}

/// The index keeps no text of its own, so it must be told what it holds.
void SearchIndex::deleteEntry(std::int64_t seq, const std::string &text)
{
    Statement statement = m_connection.prepared(
        "INSERT INTO search (search, rowid, text) VALUES ('delete', ?, CAST(? AS TEXT))");
    statement.bind(seq).bind(std::string_view(text)).run();
}

bool SearchIndex::isDue()
{
    Statement statement = m_connection.prepared(
        "SELECT (SELECT coalesce(max(seq), 0) FROM traces) - ? + (SELECT count(*) FROM reindex) >= ?");
    return statement.bind(indexedSeq()).bind(groupRows).next() && statement.integer(0) != 0;
}

std::int64_t SearchIndex::catchUp(bool evenIfFew)
{
    if (!evenIfFew && !isDue())
        return 0;
    Transaction transaction(m_connection, Transaction::Kind::Write);
    forget(); // another process may have indexed meanwhile
    std::int64_t last = indexedSeq();
    std::int64_t count = indexRows("SELECT seq, " SPANWISE_TEXT_COLUMNS " FROM traces t WHERE seq > ? ORDER BY seq LIMIT ?", &last);
    count += indexRows("SELECT seq, " SPANWISE_TEXT_COLUMNS
                       " FROM traces t WHERE seq IN (SELECT trace FROM reindex WHERE trace > ? ORDER BY trace LIMIT ?)",
                       nullptr);
    Statement counter = m_connection.prepared("UPDATE counters SET value = ? WHERE name = 'indexed_seq'");
    counter.bind(last).run();
    transaction.commit();
    m_indexedSeq = last;
    return count;
}

std::int64_t SearchIndex::indexRows(std::string_view selectSql, std::int64_t *lastSeq)
{
    std::vector<std::pair<std::int64_t, std::string>> rows;
    {
        Statement select = m_connection.prepared(selectSql);
        select.bind(lastSeq == nullptr ? std::int64_t(0) : *lastSeq).bind(sliceRows);
        while (select.next())
            rows.emplace_back(select.integer(0), searchableTextOf(select, 1));
    }
    for (const auto &[seq, text] : rows) {
        Statement insert = m_connection.prepared("INSERT INTO search (rowid, text) VALUES (?, CAST(? AS TEXT))");
        insert.bind(seq).bind(std::string_view(text)).run();
        if (lastSeq == nullptr) {
            Statement done = m_connection.prepared("DELETE FROM reindex WHERE trace = ?");
            done.bind(seq).run();
        } else {
            *lastSeq = std::max(*lastSeq, seq);
        }
    }
    return static_cast<std::int64_t>(rows.size());
}

} // namespace spanwise
