// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/store/postgres/session.h"

#include <cstddef>
#include <span>
#include <unordered_map>

namespace spanwise::pg {

/// Traces that arrive under two ids (core/store/chunk/halfid.h): both are one trace, whose row has the id
/// that came first; the other one is noted in trace_aliases.
///
/// A half finds a whole id and a whole id finds a half, whenever and through whichever Spanwise that came.
/// Who looks for an id of 128 bits waits for nobody but who looks for one of 64 at the same moment, so that
/// two writers never begin a trace twice. Belongs to the writer connection.
class TraceAliases
{
public:
    using RowIds = std::unordered_map<TraceId, TraceId>;

    /// The id of the row of each of sent, in the order of their arrival, that is or becomes the other id of a
    /// row. Within the transaction that adds to the rows, before any of them is locked.
    RowIds rowsOf(Session &session, std::span<const TraceId> sent);
    /// Notes what rowsOf() found out, once the rows are there.
    void write(Session &session);
    /// The id of the row when it is remembered that id is the other one.
    const TraceId *known(TraceId id) const;
    void forget()
    {
        m_known.clear();
        m_new.clear();
    }

private:
    static void waitForOthers(Session &session, std::span<const TraceId> sent);
    void remember(TraceId other, TraceId row);

    std::unordered_map<TraceId, TraceId> m_known; // other id -> id of the row
    RowIds m_new;                                 // of this transaction
};

} // namespace spanwise::pg
