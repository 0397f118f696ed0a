// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace spanwise {

/// The rows of a table (id, name): gives a name its id, adding the row when it is new. Belongs to the writer
/// connection.
class NamePool
{
public:
    NamePool(Connection &connection, std::string selectSql, std::string insertSql)
        : m_connection(connection)
        , m_select(std::move(selectSql))
        , m_insert(std::move(insertSql))
    {
    }

    std::int64_t idOf(std::string_view name)
    {
        if (const auto it = m_ids.find(std::string(name)); it != m_ids.end())
            return it->second;
        std::int64_t id = 0;
        if (Statement select = m_connection.prepared(m_select); select.bind(name).next())
            id = select.integer(0);
        if (id == 0) {
            Statement insert = m_connection.prepared(m_insert);
            insert.bind(name).run();
            id = insert.insertedRow();
        }
        if (m_ids.size() >= maxRemembered)
            m_ids.clear();
        m_ids.emplace(name, id);
        return id;
    }

    void forget() { m_ids.clear(); }

private:
    static constexpr std::size_t maxRemembered = 10'000;

    Connection &m_connection;
    const std::string m_select;
    const std::string m_insert;
    std::unordered_map<std::string, std::int64_t> m_ids;
};

} // namespace spanwise
