// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/record.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace spanwise {

/// The memory of a provider's spans: records in slabs, overflow blocks in one size. Any thread.
///
/// Records are kept until the pool dies, so steady tracing allocates nothing; the lock is taken once for many
/// records.
class RecordPool
{
public:
    RecordPool() = default;
    ~RecordPool();
    RecordPool(const RecordPool &) = delete;
    RecordPool &operator=(const RecordPool &) = delete;

    /// A list of up to a slab's records linked through next; nullptr without memory.
    SpanRecord *take() noexcept;
    /// Takes back a list of cleared records.
    void give(SpanRecord *first) noexcept;

    /// At least size bytes, header included; nullptr without memory.
    OverflowBlock *takeBlock(std::size_t size) noexcept;
    void giveBlocks(OverflowBlock *first) noexcept;

private:
    static constexpr std::size_t slabRecords = 32;
    static constexpr std::size_t maxPooledBlocks = 512;

    std::mutex m_mutex;
    std::vector<std::unique_ptr<SpanRecord[]>> m_slabs; // guarded by m_mutex
    SpanRecord *m_free = nullptr;                       // guarded by m_mutex
    OverflowBlock *m_freeBlocks = nullptr;              // guarded by m_mutex
    std::size_t m_freeBlockCount = 0;                   // guarded by m_mutex
};

} // namespace spanwise
