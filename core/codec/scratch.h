// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/codec/memorymeter.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace spanwise {

/// A stack on which a decoder collects the items of a list whose length it does not know yet.
///
/// Lists nest: what lies above a mark belongs to the innermost list, and take() moves exactly that into the
/// arena. The memory is reused from list to list, so a body costs a handful of allocations.
template<class T>
class Scratch
{
public:
    /// meter may be null: the list is then bounded by something else.
    explicit Scratch(MemoryMeter *meter = nullptr)
        : m_meter(meter)
    {
    }

    std::size_t mark() const noexcept { return m_items.size(); }
    void push(const T &item)
    {
        if (m_meter && m_items.size() == m_items.capacity()) {
            const std::size_t capacity = std::max<std::size_t>(64, m_items.capacity() * 2);
            m_meter->takeScratch((capacity - m_items.capacity()) * sizeof(T));
            m_items.reserve(capacity);
        }
        m_items.push_back(item);
    }

    std::span<const T> take(std::size_t mark, Arena &arena)
    {
        if (m_meter)
            m_meter->hold(arena.byteCount() + (m_items.size() - mark) * sizeof(T));
        const std::span<const T> kept = arena.copy(std::span<const T>(m_items).subspan(mark));
        drop(mark);
        return kept;
    }

    /// What is on the stack above mark, without taking it off. Valid until the next push.
    std::span<const T> above(std::size_t mark) const { return std::span<const T>(m_items).subspan(mark); }

    void drop(std::size_t mark) { m_items.resize(mark); }

private:
    MemoryMeter *m_meter;
    std::vector<T> m_items;
};

} // namespace spanwise
