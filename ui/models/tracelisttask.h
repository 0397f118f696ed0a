// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/tracelistmodel.h"

namespace spanwise {

inline constexpr std::uint32_t firstPageSize = 200;

/// What a job is asked for.
struct TraceListModel::Task
{
    enum class Kind : std::uint8_t { Reset, Older, Refresh };

    Kind kind = Kind::Reset;
    TraceFilter filter{};
    std::optional<PageCursor> after{}; // Older
    std::uint32_t limit = firstPageSize;
    std::optional<RowKey> newestKnown{}; // Refresh: read pages until this is met
    std::optional<PageCursor> visibleAfter{};
    std::uint32_t visibleCount = 0; // 0: the visible rows are among the newest
    bool count = false;
};

/// Its answer.
struct TraceListModel::Fresh
{
    Task::Kind kind = Task::Kind::Reset;
    TracePage page{};
    std::optional<RowKey> after{};
    std::optional<RowKey> visibleAfter{};
    std::optional<TracePage> visible{};
    bool gap = false; // more is new than was read: start over
    std::optional<std::uint64_t> count{};
    Duration listTime{};
    std::optional<Error> error{};
};

} // namespace spanwise
