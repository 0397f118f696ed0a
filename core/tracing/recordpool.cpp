// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/recordpool.h"

#include <algorithm>
#include <new>

namespace spanwise {

RecordPool::~RecordPool()
{
    while (m_freeBlocks != nullptr) {
        OverflowBlock *const block = m_freeBlocks;
        m_freeBlocks = block->next;
        ::operator delete(block);
    }
}

SpanRecord *RecordPool::take() noexcept
{
    const std::lock_guard lock(m_mutex);
    if (m_free == nullptr) {
        try {
            auto slab = std::make_unique<SpanRecord[]>(slabRecords);
            for (std::size_t i = 0; i + 1 < slabRecords; ++i)
                slab[i].next = &slab[i + 1];
            m_slabs.push_back(std::move(slab));
            return m_slabs.back().get();
        } catch (const std::bad_alloc &) {
            return nullptr;
        }
    }
    SpanRecord *const first = m_free;
    SpanRecord *last = first;
    for (std::size_t i = 1; i < slabRecords && last->next != nullptr; ++i)
        last = last->next;
    m_free = last->next;
    last->next = nullptr;
    return first;
}

void RecordPool::give(SpanRecord *first) noexcept
{
    if (first == nullptr)
        return;
    SpanRecord *last = first;
    while (last->next != nullptr)
        last = last->next;
    const std::lock_guard lock(m_mutex);
    last->next = m_free;
    m_free = first;
}

OverflowBlock *RecordPool::takeBlock(std::size_t size) noexcept
{
    const std::size_t taken = std::max(size, OverflowBlock::pooledBytes);
    if (taken == OverflowBlock::pooledBytes) {
        const std::lock_guard lock(m_mutex);
        if (m_freeBlocks != nullptr) {
            OverflowBlock *const block = m_freeBlocks;
            m_freeBlocks = block->next;
            --m_freeBlockCount;
            return block;
        }
    }
    void *const memory = ::operator new(taken, std::nothrow);
    return memory == nullptr ? nullptr : new (memory) OverflowBlock{.next = nullptr, .size = taken};
}

void RecordPool::giveBlocks(OverflowBlock *first) noexcept
{
    OverflowBlock *rest = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        while (first != nullptr) {
            OverflowBlock *const block = first;
            first = block->next;
            const bool keep = block->size == OverflowBlock::pooledBytes && m_freeBlockCount < maxPooledBlocks;
            block->next = keep ? m_freeBlocks : rest;
            (keep ? m_freeBlocks : rest) = block;
            m_freeBlockCount += keep ? 1 : 0;
        }
    }
    while (rest != nullptr) {
        OverflowBlock *const block = rest;
        rest = block->next;
        ::operator delete(block);
    }
}

} // namespace spanwise
