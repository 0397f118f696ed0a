// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/tracestate.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <list>
#include <optional>
#include <utility>
#include <vector>

namespace spanwise {

/// The traces that were written to most recently, bounded in bytes: their next spans need no look at the
/// file.
///
/// A table of the ids' low halves leads to them, so that to find out that a trace is new, as nearly every one
/// is, costs one look into memory.
class TraceCache
{
public:
    /// nullptr when it is not here. Valid until trim() or clear().
    TraceState *find(TraceId id)
    {
        Entry *const entry = first(id, [&](const Entry &candidate) { return candidate.id == id; });
        if (entry == nullptr)
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, entry->place);
        m_used = std::min(m_used + 1, m_entries.size());
        return &entry->state;
    }

    /// The id of a trace here that ends with the same 64 bits.
    std::optional<TraceId> withLowHalfOf(TraceId id) const
    {
        const Entry *const entry = first(id, [](const Entry &) { return true; });
        return entry == nullptr ? std::nullopt : std::optional(entry->id);
    }

    TraceState &add(TraceId id, TraceState state)
    {
        Entry &entry = m_entries.emplace_front(Entry{id, std::move(state), 0, {}});
        entry.place = m_entries.begin();
        if (m_entries.size() * 2 > m_slots.size())
            grow();
        else
            put(entry);
        ++m_used;
        return entry.state;
    }

    /// Between transactions: lets go of what was not used for longest. Costs what was used since the last
    /// time.
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
            erase(m_entries.back());
            m_entries.pop_back();
        }
    }

    void clear()
    {
        m_entries.clear();
        m_slots.clear();
        m_used = 0;
        m_bytes = 0;
    }

private:
    struct Entry
    {
        TraceId id;
        TraceState state;
        std::size_t bytes; // as counted by the last trim()
        std::list<Entry>::iterator place;
    };
    struct Slot
    {
        std::uint64_t low = 0;
        Entry *entry = nullptr; // nullptr: free
    };

    static constexpr std::size_t maxBytes = 32U << 20U;
    static constexpr std::size_t maxTraces = 4000;

    static std::uint64_t lowHalf(TraceId id)
    {
        std::uint64_t low = 0;
        std::memcpy(&low, id.bytes().data() + sizeof low, sizeof low);
        return low;
    }

    /// Where a low half belongs. Ids are random by specification, but some tracers count: the upper bits of
    /// the product have all.
    std::size_t home(std::uint64_t low) const
    {
        return (low * 0x9e3779b97f4a7c15U >> 32U) & (m_slots.size() - 1);
    }
    std::size_t behind(std::size_t at) const { return (at + 1) & (m_slots.size() - 1); }

    template<class Fits>
    Entry *first(TraceId id, Fits fits) const
    {
        if (m_slots.empty())
            return nullptr;
        const std::uint64_t low = lowHalf(id);
        for (std::size_t at = home(low); m_slots[at].entry != nullptr; at = behind(at)) {
            if (m_slots[at].low == low && fits(*m_slots[at].entry))
                return m_slots[at].entry;
        }
        return nullptr;
    }

    void put(Entry &entry)
    {
        const std::uint64_t low = lowHalf(entry.id);
        std::size_t at = home(low);
        while (m_slots[at].entry != nullptr)
            at = behind(at);
        m_slots[at] = {low, &entry};
    }

    void erase(const Entry &entry)
    {
        std::size_t hole = home(lowHalf(entry.id));
        while (m_slots[hole].entry != &entry)
            hole = behind(hole);
        // Whoever stands behind the hole and would be looked for across it moves into it.
        for (std::size_t at = behind(hole); m_slots[at].entry != nullptr; at = behind(at)) {
            const std::size_t wanted = home(m_slots[at].low);
            if (((at - wanted) & (m_slots.size() - 1)) >= ((at - hole) & (m_slots.size() - 1))) {
                m_slots[hole] = m_slots[at];
                hole = at;
            }
        }
        m_slots[hole] = {};
    }

    void grow()
    {
        m_slots.assign(std::max<std::size_t>(64, m_slots.size() * 2), {});
        for (Entry &entry : m_entries)
            put(entry);
    }

    std::list<Entry> m_entries; // most recently used first
    std::vector<Slot> m_slots;  // a power of two, at most half full
    std::size_t m_used = 0;     // so many at the front were used since the last trim(), or fewer
    std::size_t m_bytes = 0;
};

} // namespace spanwise
