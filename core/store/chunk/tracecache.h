// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/tracestate.h"

#include <list>
#include <optional>
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
        m_entries.splice(m_entries.begin(), m_entries, it->second);
        m_used = std::min(m_used + 1, m_entries.size());
        return &it->second->state;
    }

    /// The id of a trace here that ends with the same 64 bits.
    std::optional<TraceId> withLowHalfOf(TraceId id) const
    {
        const std::size_t bucket = m_places.bucket(id); // the low half is the hash of an id
        for (auto it = m_places.begin(bucket); it != m_places.end(bucket); ++it) {
            if (std::ranges::equal(it->first.bytes().last<8>(), id.bytes().last<8>()))
                return it->first;
        }
        return std::nullopt;
    }

    TraceState &add(TraceId id, TraceState state)
    {
        m_entries.push_front({id, std::move(state), 0});
        m_places[id] = m_entries.begin();
        ++m_used;
        return m_entries.front().state;
    }

    /// Between transactions: lets go of what was not used for longest. Costs what was used since the last time.
    void trim()
    {
        for (auto it = m_entries.begin(); m_used > 0 && it != m_entries.end(); ++it, --m_used) {
            m_bytes -= it->bytes;
            it->bytes = it->state.byteCount(); // grows while its trace does
            m_bytes += it->bytes;
        }
        m_used = 0;
        while (!m_entries.empty() && (m_bytes > maxBytes || m_entries.size() > maxTraces)) {
            m_bytes -= m_entries.back().bytes;
            m_places.erase(m_entries.back().id);
            m_entries.pop_back();
        }
    }

    void clear()
    {
        m_entries.clear();
        m_places.clear();
        m_used = 0;
        m_bytes = 0;
    }

private:
    struct Entry
    {
        TraceId id;
        TraceState state;
        std::size_t bytes; // as counted by the last trim()
    };

    static constexpr std::size_t maxBytes = 32U << 20U;
    static constexpr std::size_t maxTraces = 4000;

    std::list<Entry> m_entries; // most recently used first
    std::unordered_map<TraceId, std::list<Entry>::iterator> m_places;
    std::size_t m_used = 0; // so many at the front were used since the last trim(), or fewer
    std::size_t m_bytes = 0;
};

} // namespace spanwise
