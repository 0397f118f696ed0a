// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/tracing/attributeview.h"
#include "core/tracing/options.h"
#include "core/tracing/spancontext.h"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace spanwise {

class RecordPool;
class ThreadSlot;

/// The instrumented component that spans name as their scope.
struct TracingScope
{
    std::string name;
    std::string version;
};

/// Memory that a record takes when its own does not suffice.
struct OverflowBlock
{
    static constexpr std::size_t pooledBytes = 8192; ///< larger ones are not kept

    OverflowBlock *next;
    std::size_t size; ///< of the whole block
};

/// A span being written, in 1 KiB of its own: header, eight attributes, text. What does not fit goes to overflow blocks.
///
/// Recycled, never destroyed before its pool. One thread at a time: the one that writes the span, then the batching
/// thread. Nothing throws: without memory, or beyond SpanLimits, things are left out and counted in the span.
class alignas(64) SpanRecord
{
public:
    SpanRecord() = default;
    SpanRecord(const SpanRecord &) = delete;
    SpanRecord &operator=(const SpanRecord &) = delete;

    /// Makes an empty span of a recycled record.
    void begin(RecordPool &pool, const SpanLimits &limits, const TracingScope &scope, Label name) noexcept;
    /// Gives back overflow blocks and shared text; to be called before the record is recycled.
    void clear() noexcept;

    void set(Label key, const AttributeView &value) noexcept;
    void event(Timestamp time, Label name, AttributeList attributes) noexcept;
    void link(const SpanContext &target, AttributeList attributes) noexcept;
    void rename(Label name) noexcept { m_span.name = text(name); }
    void setStatus(StatusCode status, std::string_view message) noexcept;

    /// Deep copy into batch, scope index given.
    void appendTo(TelemetryBatch &batch, std::uint32_t scopeIndex) const;

    /// Ids, times, kind and flags are written by who starts and ends the span.
    Span &span() noexcept { return m_span; }
    const Span &span() const noexcept { return m_span; }
    const TracingScope &scope() const noexcept { return *m_scope; }
    std::size_t overflowBytes() const noexcept { return m_overflowBytes; }

    SpanRecord *next = nullptr;         ///< in whatever list holds it
    const ThreadSlot *owner = nullptr;  ///< of a scoped span: the thread that started it
    TraceState traceState;
    std::int64_t clockOffset = 0;       ///< wall clock minus steady clock when it started, ns

private:
    friend struct RecordMemory;
    std::byte *allocateBytes(std::size_t size, std::size_t alignment) noexcept;
    bool addBlock(std::size_t size) noexcept;
    std::string_view text(Label label) noexcept;
    std::string_view copy(std::string_view text) noexcept;
    bool fits(const AttributeView &value, Value &copied) noexcept;
    std::span<const Attribute> copyAttributes(AttributeList list, std::uint32_t limit, std::uint32_t &dropped) noexcept;
    template<class T>
    T *grow(T *items, std::uint32_t count, std::uint32_t &capacity, std::uint32_t limit) noexcept;

    static constexpr std::uint32_t inlineAttributes = 8;

    Span m_span; // its lists are set when it is appended to a batch; until then the members below count
    const SpanLimits *m_limits = nullptr;
    const TracingScope *m_scope = nullptr;
    RecordPool *m_pool = nullptr;
    OverflowBlock *m_blocks = nullptr;
    std::size_t m_overflowBytes = 0;
    std::byte *m_next = nullptr;
    std::size_t m_left = 0;
    Attribute *m_attributes = nullptr;
    Event *m_events = nullptr;
    Link *m_links = nullptr;
    std::uint32_t m_attributeCount = 0;
    std::uint32_t m_attributeCapacity = 0;
    std::uint32_t m_eventCount = 0;
    std::uint32_t m_eventCapacity = 0;
    std::uint32_t m_linkCount = 0;
    std::uint32_t m_linkCapacity = 0;
    alignas(Attribute) std::byte m_inline[inlineAttributes * sizeof(Attribute)];
    std::byte m_bytes[300];
};

static_assert(sizeof(SpanRecord) <= 1024);

} // namespace spanwise
