// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/session.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace spanwise::pg {

/// The numbers of names (services, step_names). Names are never removed, and a new one is committed at once,
/// so that what is remembered stays right whatever becomes of the writer's transaction.
class Names
{
public:
    explicit Names(std::string table)
        : m_table(std::move(table))
    {
    }

    /// Before the transaction: gives every name a number.
    void learn(Session &session, const std::set<std::string> &names)
    {
        Column missing(Type::Text);
        for (const std::string &name :
             names) { // in one order everywhere: writers that meet wait for each other in turn
            if (!m_ids.contains(name))
                missing.add(std::string_view(name));
        }
        if (missing.count() == 0)
            return;
        Parameters parameters;
        parameters.column(missing);
        session.run("INSERT INTO " + m_table +
                        " (name) SELECT name FROM unnest($1) AS n (name) WHERE NOT EXISTS (SELECT 1 FROM " +
                        m_table + " k WHERE k.name = n.name) ON CONFLICT DO NOTHING",
                    parameters);
        Rows rows = session.run("SELECT id, name FROM " + m_table + " WHERE name = ANY ($1)", parameters);
        while (rows.next())
            m_ids[rows.text(1)] = rows.integer(0);
    }
    /// The same within a transaction, for the rare name that nobody saw coming: right when that commits; else
    /// forgetNewest().
    void learnWithin(Session &session, const std::set<std::string> &names)
    {
        for (const std::string &name : names) {
            if (!m_ids.contains(name))
                m_newest.insert(name);
        }
        learn(session, names);
    }
    void keepNewest() { m_newest.clear(); }
    void forgetNewest()
    {
        for (const std::string &name : m_newest)
            m_ids.erase(name);
        m_newest.clear();
    }
    void remember(const std::string &name, std::int64_t id) { m_ids[name] = id; }
    /// The number of a name that was learnt.
    std::int64_t at(const std::string &name) const { return m_ids.at(name); }

private:
    const std::string m_table;
    std::unordered_map<std::string, std::int64_t> m_ids;
    std::set<std::string> m_newest; // not committed yet
};

} // namespace spanwise::pg
