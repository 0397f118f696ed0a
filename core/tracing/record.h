// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/tracing/attributeview.h"
#include "core/tracing/options.h"
#include "core/tracing/spancontext.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

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

/// What a span being written is, without its attributes and text. Views point into the record or its blocks.
struct alignas(16) SpanHead
{
    TraceId traceId;
    SpanId id;
    SpanId parent;
    TimeWindow time;
    std::string_view name;
    std::string_view statusMessage;
    std::string_view traceState;
    const TracingScope *scope;
    Event *events;
    Link *links;
    std::uint32_t attributeCount;
    std::uint32_t eventCount;
    std::uint32_t linkCount;
    std::uint32_t flags;
    std::uint32_t droppedAttributes;
    std::uint32_t droppedEvents;
    std::uint32_t droppedLinks;
    SpanKind kind;
    StatusCode status;
};
static_assert(std::is_trivially_copyable_v<SpanHead>);

/// An ended span as the batching thread reads it, from a record or from a copy of a record's bytes in a ring.
///
/// Pointers into [from, from + size) mean the same offset behind bytes instead: the record has been used
/// again since.
struct RecordedSpan
{
    const SpanHead *head;
    const Attribute *attributes;
    const std::byte *bytes;
    std::uintptr_t from;
    std::size_t size;

    /// Deep copy into batch.
    void appendTo(TelemetryBatch &batch, std::uint32_t scopeIndex) const;
};

/// A span being written, in 1 KiB of its own: head, eight attributes, text. What does not fit goes to
/// overflow blocks.
///
/// Recycled, never destroyed before its pool. One thread at a time: the one that writes the span, then the
/// batching thread. Nothing throws: without memory, or beyond SpanLimits, things are left out and counted in
/// the span.
class alignas(64) SpanRecord
{
public:
    SpanRecord() = default;
    SpanRecord(const SpanRecord &) = delete;
    SpanRecord &operator=(const SpanRecord &) = delete;

    /// Makes an empty span of a recycled record.
    void begin(RecordPool &pool, const SpanLimits &limits, const TracingScope &scope, Label name,
               const W3cTraceState &traceState) noexcept;
    /// Gives back overflow blocks; to be called before the record is recycled.
    void clear() noexcept;

    void set(Label key, const AttributeView &value) noexcept;
    void event(Timestamp time, Label name, AttributeList attributes) noexcept;
    void link(const SpanContext &target, AttributeList attributes) noexcept;
    void rename(Label name) noexcept { m_head.name = text(name); }
    void setStatus(StatusCode status, std::string_view message) noexcept;

    /// True when everything is inside the record, so that its bytes can be copied into a ring.
    bool isCompact() const noexcept
    {
        return m_blocks == nullptr && m_attributes == reinterpret_cast<const Attribute *>(m_inline);
    }
    /// The used parts of a compact record: head and attributes, then text.
    std::span<const std::byte> front() const noexcept
    {
        return {reinterpret_cast<const std::byte *>(&m_head),
                sizeof m_head + m_head.attributeCount * sizeof(Attribute)};
    }
    std::span<const std::byte> back() const noexcept { return {m_bytes, sizeof m_bytes - m_left}; }
    RecordedSpan source() const noexcept { return {&m_head, m_attributes, nullptr, 0, 0}; }

    /// Ids, times, kind and flags are written by who starts and ends the span.
    SpanHead &head() noexcept { return m_head; }
    std::size_t overflowBytes() const noexcept { return m_overflowBytes; }

    SpanRecord *next = nullptr;        ///< in whatever list holds it
    const ThreadSlot *owner = nullptr; ///< of a scoped span: the thread that started it
    std::int64_t clockOffset = 0;      ///< wall clock minus steady clock when it started, ns

private:
    friend struct RecordMemory;
    std::byte *allocateBytes(std::size_t size, std::size_t alignment) noexcept;
    bool addBlock(std::size_t size) noexcept;
    std::string_view text(Label label) noexcept;
    std::string_view copy(std::string_view text) noexcept;
    Attribute *find(std::string_view key, std::uint16_t fingerprint) noexcept;
    bool write(Value &target, const AttributeView &value) noexcept;
    bool writeList(Value &target, const AttributeView &value) noexcept;
    std::span<const Attribute> copyAttributes(AttributeList list, std::uint32_t limit,
                                              std::uint32_t &dropped) noexcept;
    template<class T>
    T *grow(T *items, std::uint32_t count, std::uint32_t &capacity, std::uint32_t limit) noexcept;

    static constexpr std::uint32_t inlineAttributes = 8;
    static constexpr std::uint32_t fingerprints = 32;

    const SpanLimits *m_limits = nullptr;
    RecordPool *m_pool = nullptr;
    OverflowBlock *m_blocks = nullptr;
    std::size_t m_overflowBytes = 0;
    std::byte *m_next = nullptr;
    std::size_t m_left = 0;
    Attribute *m_attributes = nullptr;
    std::uint32_t m_attributeCapacity = 0;
    std::uint32_t m_eventCapacity = 0;
    std::uint32_t m_linkCapacity = 0;
    std::uint16_t m_fingerprints[fingerprints]; // of the first keys, see find()
    SpanHead m_head{};
    alignas(
        Attribute) std::byte m_inline[inlineAttributes * sizeof(Attribute)]; // front() reads on from m_head
    alignas(16) std::byte m_bytes[384];
};

static_assert(sizeof(SpanHead) % alignof(Attribute) == 0);
static_assert(sizeof(SpanRecord) <= 1024);

} // namespace spanwise
