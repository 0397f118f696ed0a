// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/stagedtable.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// A unique index over random keys in two tables, NAME and NAME_new. Belongs to the writer connection; every function runs
/// within the caller's transaction.
class StagedIndex
{
public:
    StagedIndex(Connection &connection, const std::string &name, const std::string &key, const std::string &value)
        : m_connection(connection)
        , m_table(connection, name, key)
        , m_find("SELECT " + value + " FROM " + name + " WHERE " + key + " = ?")
        , m_findNew("SELECT " + value + " FROM " + name + "_new WHERE " + key + " = ?")
        , m_insert("INSERT INTO " + name + "_new (" + key + ", " + value + ") VALUES (?, ?)")
        , m_erase("DELETE FROM " + name + " WHERE " + key + " = ?")
        , m_eraseNew("DELETE FROM " + name + "_new WHERE " + key + " = ?")
    {
    }

    std::optional<std::int64_t> find(std::string_view key) const
    {
        for (const std::string *const sql : {&m_findNew, &m_find}) {
            Statement select = m_connection.prepared(*sql);
            if (select.bind(key).next())
                return select.integer(0);
        }
        return std::nullopt;
    }

    /// The key is not there yet.
    void insert(std::string_view key, std::int64_t value)
    {
        Statement statement = m_connection.prepared(m_insert);
        statement.bind(key).bind(value).run();
        m_table.inserted();
    }

    void erase(std::string_view key)
    {
        Statement staged = m_connection.prepared(m_eraseNew);
        staged.bind(key).run();
        if (staged.changedRows() > 0) {
            m_table.erased();
            return;
        }
        Statement settled = m_connection.prepared(m_erase);
        settled.bind(key).run();
    }

    void settle() { m_table.settle(); }
    void forget() { m_table.forget(); }

private:
    Connection &m_connection;
    StagedTable m_table;
    const std::string m_find;
    const std::string m_findNew;
    const std::string m_insert;
    const std::string m_erase;
    const std::string m_eraseNew;
};

} // namespace spanwise
