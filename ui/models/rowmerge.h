// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace spanwise {

/// Rows of the query list, newest first by begin, ties by id: the order of StoreReader::list().
using TraceRows = std::deque<TraceSummary>;

/// Where a row stands in that order.
struct RowKey
{
    Timestamp begin;
    TraceId id;

    explicit RowKey(const TraceSummary &row)
        : begin(row.time.begin)
        , id(row.id)
    {
    }
    RowKey(Timestamp b, TraceId i)
        : begin(b)
        , id(i)
    {
    }
    /// Newer rows come first.
    bool isBefore(const RowKey &other) const
    {
        return begin != other.begin ? begin > other.begin : id > other.id;
    }
};

/// One change of a row list, for beginInsertRows and its like. Positions are those at the time of the change,
/// when every change before it has been made.
struct RowChange
{
    enum class Kind : std::uint8_t { Insert, Remove, Update };

    Kind kind = Kind::Update;
    std::size_t first = 0;
    std::size_t count = 0;
    std::size_t source = 0; ///< Insert and Update: the first fresh row of the run

    friend bool operator==(const RowChange &, const RowChange &) = default;
};

/// What turns rows into what the store says now.
///
/// fresh is one page of the store: every row that follows after (from the newest when absent) up to its last
/// one, or all the rest when complete. Rows outside of that stretch are not touched. The changes are runs,
/// from the top down. O(rows in the stretch + log n).
std::vector<RowChange> mergeChanges(const TraceRows &rows, std::span<const TraceSummary> fresh,
                                    const std::optional<RowKey> &after, bool complete);

} // namespace spanwise
