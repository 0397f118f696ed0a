// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/session.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise::pg {

/// The texts that some chunks refer to, read with one statement.
class StoredTexts
{
public:
    void want(const std::vector<std::int64_t> &ids) { m_wanted.insert(ids.begin(), ids.end()); }
    /// Reads what is wanted; once.
    void fetch(Session &session)
    {
        if (m_wanted.empty())
            return;
        Column ids(Type::Integer);
        for (const std::int64_t id : m_wanted)
            ids.add(id);
        Parameters parameters;
        parameters.column(ids);
        m_rows = session.run("SELECT id, data FROM texts WHERE id = ANY ($1)", parameters);
        while (m_rows.next())
            m_texts.emplace(m_rows.integer(0), m_rows.bytes(1));
    }
    /// A text as it is stored; the view is valid as long as this object. nullopt when it is not there.
    std::optional<std::string_view> compressed(std::int64_t id) const
    {
        const auto text = m_texts.find(id);
        return text == m_texts.end() ? std::nullopt : std::optional(text->second);
    }

private:
    std::set<std::int64_t> m_wanted;
    Rows m_rows;
    std::unordered_map<std::int64_t, std::string_view> m_texts; // into m_rows
};

} // namespace spanwise::pg
