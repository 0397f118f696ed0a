// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/tracestate.h"

#include <list>
#include <unordered_map>
#include <utility>

namespace spanwise {

/// The traces that were written to most recently, bounded in bytes: their next spans need no look at the file.
class TraceCache
{
public:
    /// nullptr when it is not here. Valid until trim() or clear().
    TraceState *find(TraceId id)
    {
        const auto it = m_places.find(id);
        if (it == m_places.end())
            return nullptr;
        m_states.splice(m_states.begin(), m_states, it->second);
        return &it->second->second;
    }

    TraceState &add(TraceId id, TraceState state)
    {
        m_states.emplace_front(id, std::move(state));
        m_places[id] = m_states.begin();
        return m_states.front().second;
    }

    /// Between transactions: lets go of what was not used for longest.
    void trim()
    {
        std::size_t bytes = 0;
        auto it = m_states.begin();
        for (std::size_t count = 0; it != m_states.end() && bytes < maxBytes && count < maxTraces; ++it, ++count)
            bytes += it->second.byteCount();
        while (it != m_states.end()) {
            m_places.erase(it->first);
            it = m_states.erase(it);
        }
    }

    std::size_t size() const noexcept { return m_states.size(); }

    void clear()
    {
        m_states.clear();
        m_places.clear();
    }

private:
    static constexpr std::size_t maxBytes = 32U << 20U;
    static constexpr std::size_t maxTraces = 4000;

    std::list<std::pair<TraceId, TraceState>> m_states; // most recently used first
    std::unordered_map<TraceId, std::list<std::pair<TraceId, TraceState>>::iterator> m_places;
};

} // namespace spanwise
