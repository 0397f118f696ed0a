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

    explicit SearchIndex(Connection &connection) : m_connection(connection) {}

    /// Within the caller's transaction: the texts of trace seq will change, and were text (searchableText) until now.
    void retract(std::int64_t seq, const std::string &text);
    /// The same for a trace that will be gone.
    void remove(std::int64_t seq, const std::string &text);
    bool isIndexed(std::int64_t seq);
    /// Indexes one group in a transaction of its own, when a group has come together or evenIfFew.
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
