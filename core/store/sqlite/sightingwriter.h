// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/spanfacts.h"
#include "core/store/sqlite/stagedtable.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace spanwise {

/// Writes which trace saw which document. Belongs to the writer connection; runs within the caller's
/// transaction.
class SightingWriter
{
public:
    explicit SightingWriter(Connection &connection)
        : m_connection(connection)
        , m_table(connection, "sightings", "document")
    {
    }

    /// Adds to documents what remove() will need.
    void add(const SeenDocument &document, std::int64_t trace, std::int64_t step, std::string &documents)
    {
        const auto key = static_cast<std::int64_t>(document.key);
        Statement insert =
            m_connection.prepared("INSERT OR IGNORE INTO sightings_new (document, trace, step, rank, score) "
                                  "VALUES (?, ?, ?, ?, ?)");
        insert.bind(key).bind(trace).bind(step).bind(std::int64_t(document.rank)).bind(document.score).run();
        m_table.inserted();
        documents.append(reinterpret_cast<const char *>(&key), sizeof key);
    }

    /// The documents that add() noted for a chunk of the trace.
    void remove(std::int64_t trace, std::string_view documents)
    {
        for (; documents.size() >= sizeof(std::int64_t); documents.remove_prefix(sizeof(std::int64_t))) {
            std::int64_t key = 0;
            std::memcpy(&key, documents.data(), sizeof key);
            for (const char *const sql : {"DELETE FROM sightings WHERE document = ? AND trace = ?",
                                          "DELETE FROM sightings_new WHERE document = ? AND trace = ?"}) {
                Statement statement = m_connection.prepared(sql);
                statement.bind(key).bind(trace).run();
            }
        }
    }

    void settle() { m_table.settle(); }
    void forget() { m_table.forget(); }

private:
    Connection &m_connection;
    StagedTable m_table;
};

} // namespace spanwise
