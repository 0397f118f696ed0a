// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// The writing half of the text index, which trails the traces: rows are indexed in groups, for in the small transactions
/// of the intake a row would cost more than its spans do (design.md section 6). Until then a search reads them one by one.
class SearchIndex
{
public:
    /// As many rows may wait; searching them takes a few milliseconds.
    static constexpr std::int64_t groupRows = 1024;
    /// So many are indexed at a time: what is acknowledged next waits for it, some 20 ms. Taking 1024 at once would save a
    /// seventh of the work and make it wait four times as long (FTS5 with trigrams: 62, 41, 35, 33 us a row of 330 bytes in
    /// transactions of 64, 256, 1024, 4096 rows: the cost is the text, not the transaction).
    static constexpr std::int64_t sliceRows = 256;

    explicit SearchIndex(Connection &connection) : m_connection(connection) {}

    /// Within the caller's transaction: the texts of trace seq will change, and were text (searchableText) until now.
    void retract(std::int64_t seq, const std::string &text);
    /// The same for a trace that will be gone.
    void remove(std::int64_t seq, const std::string &text);
    bool isIndexed(std::int64_t seq);
    /// Indexes a slice in a transaction of its own, when a group has come together or evenIfFew.
    /// Returns the number of rows.
    std::int64_t catchUp(bool evenIfFew = false);
    void forget() { m_indexedSeq = -1; }

private:
    std::int64_t indexedSeq();
    bool isDue();
    std::int64_t indexRows(std::string_view selectSql, std::int64_t *lastSeq);
    void deleteEntry(std::int64_t seq, const std::string &text);

    Connection &m_connection;
    std::int64_t m_indexedSeq = -1; // -1: not known
};

} // namespace spanwise
