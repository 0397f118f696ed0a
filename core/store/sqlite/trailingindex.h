// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/settledkeys.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace spanwise {

/// The unique index over the random keys, 16 bytes each, of a table whose rows are numbered as they come
/// (resources/sql/008_trailing.sql says why it trails the table). The rows that it does not have yet are
/// remembered here and found by their number there. Belongs to the writer connection; every function runs
/// within the caller's transaction.
class TrailingIndex
{
public:
    struct Names
    {
        std::string table;  ///< that the index is about
        std::string number; ///< its column of ascending numbers
        std::string key;    ///< its column of keys, the index's too
        std::string index;
        std::string value;   ///< the index's column of numbers
        std::string counter; ///< of counters: the index has the rows up to this number
    };

    TrailingIndex(Connection &connection, const Names &names)
        : m_connection(connection)
        , m_find("SELECT " + names.value + " FROM " + names.index + " WHERE " + names.key + " = ?")
        , m_insert("INSERT OR IGNORE INTO " + names.index + " (" + names.key + ", " + names.value +
                   ") VALUES (?, ?)")
        , m_erase("DELETE FROM " + names.index + " WHERE " + names.key + " = ?")
        , m_settled("SELECT value FROM counters WHERE name = '" + names.counter + "'")
        , m_settle("UPDATE counters SET value = ? WHERE name = '" + names.counter + "'")
        , m_load("SELECT " + names.key + ", " + names.number + " FROM " + names.table + " WHERE " +
                 names.number + " > (" + m_settled + ")")
        , m_keys(connection, names.index, names.key)
    {
    }

    std::optional<std::int64_t> find(std::string_view key)
    {
        load();
        if (const auto it = m_recent.find(keyOf(key)); it != m_recent.end())
            return it->second;
        if (m_keys.lacks(key))
            return std::nullopt;
        Statement select = m_connection.prepared(m_find);
        return select.bind(key).next() ? std::optional(select.integer(0)) : std::nullopt;
    }

    /// The key is not there yet; the number is larger than any that was ever inserted, and its row is or will
    /// be in the table.
    void insert(std::string_view key, std::int64_t number)
    {
        load();
        m_recent[keyOf(key)] = number;
    }

    /// The row goes from the table, too.
    void erase(std::string_view key, std::int64_t number)
    {
        m_recent.erase(keyOf(key));
        if (number > settled())
            return;
        Statement statement = m_connection.prepared(m_erase);
        statement.bind(key).run();
    }

    /// At the end of a transaction: brings the index up to date when that is worth it. Costs some
    /// milliseconds then.
    void settle()
    {
        if (m_loaded)
            m_keys.goOn(m_last);
        if (m_recent.size() < mostRecent)
            return;
        std::vector<std::pair<Key, std::int64_t>> rows(m_recent.begin(), m_recent.end());
        std::ranges::sort(rows);
        std::int64_t last = settled();
        for (const auto &[key, number] : rows) {
            Statement statement = m_connection.prepared(m_insert);
            statement.bind(std::string_view(key.data(), key.size())).bind(number).run();
            m_keys.added(std::string_view(key.data(), key.size()));
            last = std::max(last, number);
        }
        Statement counter = m_connection.prepared(m_settle);
        counter.bind(last).run();
        m_last = last;
        m_recent.clear();
    }

    /// No row with this number or a smaller one is new. What a new row is numbered must be larger.
    std::int64_t settled() const
    {
        Statement value = m_connection.prepared(m_settled);
        return value.next() ? value.integer(0) : 0;
    }

    /// Someone else has written, or a transaction was rolled back.
    void forget()
    {
        m_recent.clear();
        m_keys.forget();
        m_loaded = false;
    }

private:
    using Key = std::array<char, 16>;
    struct Hasher // keys are random
    {
        std::size_t operator()(const Key &key) const noexcept
        {
            std::size_t hash = 0;
            std::memcpy(&hash, key.data() + sizeof hash, sizeof hash);
            return hash;
        }
    };

    /// Readers look at so many rows one by one: half a millisecond.
    static constexpr std::size_t mostRecent = 4096;

    static Key keyOf(std::string_view bytes)
    {
        Key key{};
        std::memcpy(key.data(), bytes.data(), std::min(bytes.size(), key.size()));
        return key;
    }

    void load()
    {
        if (std::exchange(m_loaded, true))
            return;
        Statement rows = m_connection.prepared(m_load);
        while (rows.next())
            m_recent[keyOf(rows.bytes(0))] = rows.integer(1);
        m_last = settled();
    }

    Connection &m_connection;
    const std::string m_find;
    const std::string m_insert;
    const std::string m_erase;
    const std::string m_settled;
    const std::string m_settle;
    const std::string m_load;
    std::unordered_map<Key, std::int64_t, Hasher> m_recent; // rows above the counter, once they are loaded
    SettledKeys m_keys;                                     // of the index
    std::int64_t m_last = 0;                                // the counter, once they are loaded
    bool m_loaded = false;
};

/// seq of a trace by its id.
inline TrailingIndex traceIndex(Connection &connection)
{
    return {connection,
            {.table = "traces",
             .number = "seq",
             .key = "id",
             .index = "trace_ids",
             .value = "seq",
             .counter = "settled_trace"}};
}

/// id of a text by its hash.
inline TrailingIndex textIndex(Connection &connection)
{
    return {connection,
            {.table = "texts",
             .number = "id",
             .key = "hash",
             .index = "text_hashes",
             .value = "id",
             .counter = "settled_text"}};
}

} // namespace spanwise
