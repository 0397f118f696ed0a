// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace spanwise {

/// What keeps NAME_new small: its rows move to NAME in slices, in the order of their key
/// (resources/sql/004_history.sql says why). Belongs to the writer connection; every function runs within the
/// caller's transaction.
class StagedTable
{
public:
    StagedTable(Connection &connection, const std::string &name, const std::string &key)
        : m_connection(connection)
        , m_count("SELECT count(*) FROM " + name + "_new")
        , m_move("INSERT OR IGNORE INTO " + name + " SELECT * FROM " + name + "_new WHERE " + key +
                 " <= " + boundary(name, key) + " ORDER BY " + key)
        , m_drop("DELETE FROM " + name + "_new WHERE " + key + " <= " + boundary(name, key))
    {
    }

    void inserted() { ++m_inserted; }
    void erased() { --m_inserted; }
    /// Someone else has written, or a transaction was rolled back.
    void forget()
    {
        m_staged = -1;
        m_inserted = 0;
    }

    /// Moves a slice when many rows have come together. Costs some milliseconds then.
    void settle()
    {
        const std::int64_t inserted = std::max<std::int64_t>(m_inserted, 0);
        if (m_staged >= 0)
            m_staged += m_inserted;
        else if (Statement count = m_connection.prepared(m_count); count.next())
            m_staged = count.integer(0);
        m_inserted = 0;
        const std::int64_t most = std::clamp(transactionsStaged * inserted, fewestStaged, mostStaged);
        if (m_staged < most)
            return;
        Statement move = m_connection.prepared(m_move);
        move.bind(most / 4).run();
        Statement drop = m_connection.prepared(m_drop);
        drop.bind(most / 4).run();
        m_staged -= drop.changedRows();
    }

private:
    // A small transaction changes every page of the small table, so that should be small; a large one changes
    // every page of a slice anyway, so that should be long.
    static constexpr std::int64_t fewestStaged = 4096;
    static constexpr std::int64_t mostStaged = 16384;
    static constexpr std::int64_t transactionsStaged = 16;

    static std::string boundary(const std::string &name, const std::string &key)
    {
        return "(SELECT " + key + " FROM " + name + "_new ORDER BY " + key + " LIMIT 1 OFFSET ?)";
    }

    Connection &m_connection;
    const std::string m_count;
    const std::string m_move;
    const std::string m_drop;
    std::int64_t m_staged = -1;  // rows of NAME_new at the last settle(); -1: not known
    std::int64_t m_inserted = 0; // since then
};

} // namespace spanwise
