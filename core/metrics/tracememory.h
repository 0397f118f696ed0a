// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>

namespace spanwise {

/// What a later batch must know about a trace to count nothing of it twice.
///
/// Remembers the capacity traces that began to arrive last; a trace that is forgotten or has waited for its
/// query for a minute is handed to the settler first. Not thread-safe.
template<class State>
class TraceMemory
{
public:
    using Settle = std::function<void(State &state)>;
    static constexpr std::size_t capacity = 8192;
    static constexpr Duration patience = std::chrono::minutes(1);

    explicit TraceMemory(Settle settle)
        : m_settle(std::move(settle))
    {
    }

    /// The state of a trace, new when it was not known. Valid until the next call.
    State &of(TraceId trace, Timestamp now)
    {
        const auto [at, isNew] = m_states.try_emplace(trace);
        if (!isNew)
            return at->second;
        m_order.emplace_back(now, trace);
        if (m_order.size() > capacity)
            forgetOldest();
        return m_states.find(trace)->second;
    }

    /// Settles what has waited long enough.
    void settleUntil(Timestamp now)
    {
        while (m_settled < m_order.size() && m_order[m_settled].first + patience <= now)
            m_settle(m_states.find(m_order[m_settled++].second)->second);
    }

    void settleAll()
    {
        for (; m_settled < m_order.size(); ++m_settled)
            m_settle(m_states.find(m_order[m_settled].second)->second);
    }

private:
    void forgetOldest()
    {
        const auto oldest = m_states.find(m_order.front().second);
        if (m_settled == 0)
            m_settle(oldest->second);
        else
            --m_settled;
        m_states.erase(oldest);
        m_order.pop_front();
    }

    Settle m_settle;
    std::unordered_map<TraceId, State> m_states;
    std::deque<std::pair<Timestamp, TraceId>> m_order; // by arrival
    std::size_t m_settled = 0;                         // the first so many of m_order
};

} // namespace spanwise
