// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/store/chunk/tracecache.h"
#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/trailingindex.h"

#include <optional>
#include <unordered_map>

namespace spanwise {

/// Traces that arrive under two ids: a service that knows 64 bits of an id of 128 sends the low half (B3,
/// Datadog). Both are one trace, whose row has the id that came first; the other one is noted in
/// trace_aliases.
///
/// A whole id finds the half, whenever that came. A half finds a whole id among the traces that were written
/// to lately, once; from then on always. Belongs to the writer connection; runs within the caller's
/// transaction.
class TraceAliases
{
public:
    TraceAliases(Connection &connection, TrailingIndex &ids, const TraceCache &cache)
        : m_connection(connection)
        , m_ids(ids)
        , m_cache(cache)
    {
    }

    /// The id of the row when it is known that id is the other one.
    std::optional<TraceId> known(TraceId id);
    /// The same when no trace has this id and none is known to: the row of one that it must be the other id
    /// of.
    std::optional<TraceId> find(TraceId id);
    /// There is a row with this id now.
    void inserted(TraceId id);
    void forget();

private:
    void load();

    Connection &m_connection;
    TrailingIndex &m_ids;
    const TraceCache &m_cache;
    std::unordered_map<TraceId, TraceId> m_known;
    bool m_loaded = false;
    bool m_hasHalves = false; ///< some row has an id of 64 bits
    bool m_hasAliases = false;
};

} // namespace spanwise
