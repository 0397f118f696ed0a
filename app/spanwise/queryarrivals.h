// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/intake/batchobserver.h"

#include <deque>
#include <functional>
#include <unordered_set>

namespace spanwise {

/// Tells of each query, and of each trace that is none, when its entry span has been committed. Once for a
/// trace, though it may have a root and a query below it, as long as it is among the newest few thousand.
/// Intake thread.
class QueryArrivals final : public BatchObserver
{
public:
    using Arrived = std::function<void(TraceId)>;

    explicit QueryArrivals(Arrived arrived)
        : m_arrived(std::move(arrived))
    {
    }

    void committed(const CommittedBatch &batch) override;

private:
    static constexpr std::size_t remembered = 4096;

    Arrived m_arrived;
    std::unordered_set<TraceId> m_told;
    std::deque<TraceId> m_order; // of m_told, oldest first
};

} // namespace spanwise
