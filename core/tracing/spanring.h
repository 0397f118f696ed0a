// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/record.h"

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace spanwise {

/// Ended spans on their way from one thread to the batching thread: one producer, one consumer, no lock.
///
/// A compact span is copied in, about 300 bytes written in order, which the processor prefetches; the record
/// stays warm with its thread. A larger span is handed over as its record. (Handing over every record was
/// measured at three times the cost of the whole span: each of its cache lines has to come back from the
/// other core.) The producer never meets a full ring: it holds a credit for each push, and a place for a
/// pointer is kept for each credit there is.
class SpanRing
{
public:
    explicit SpanRing(std::size_t spans)
        : m_reserve(spans * sizeof(Entry) + 2 * sizeof(SpanRecord))
        , m_size(std::bit_ceil(spans * typicalBytes + m_reserve))
        , m_bytes(std::make_unique_for_overwrite<Line[]>(m_size / sizeof(Line)))
    {
    }

    /// Producer only. True when the span was copied, and its record is the producer's again; otherwise the
    /// record is the consumer's.
    bool push(SpanRecord &record) noexcept
    {
        const std::uint64_t tail = m_tail.load(std::memory_order_relaxed);
        if (record.isCompact()) {
            const auto front = record.front();
            const auto back = record.back();
            const std::size_t size = sizeof(Entry) + front.size() + roundedUp(back.size());
            const std::size_t toEnd = m_size - (tail & (m_size - 1));
            const std::size_t padding = toEnd < size ? toEnd : 0; // an entry is never split
            if (hasRoom(tail, padding + size)) {
                if (padding > 0)
                    put(tail,
                        {.size = static_cast<std::uint32_t>(padding), .kind = Kind::Padding, .text = 0});
                std::byte *const place =
                    put(tail + padding, {.size = static_cast<std::uint32_t>(size),
                                         .kind = Kind::Copy,
                                         .text = reinterpret_cast<std::uintptr_t>(back.data())});
                std::memcpy(place, front.data(), front.size());
                std::memcpy(place + front.size(), back.data(), back.size());
                m_tail.store(tail + padding + size, std::memory_order_release);
                prefetch(tail + padding + size);
                return true;
            }
        }
        put(tail, {.size = sizeof(Entry),
                   .kind = Kind::Pointer,
                   .text = reinterpret_cast<std::uintptr_t>(&record)});
        m_tail.store(tail + sizeof(Entry), std::memory_order_release);
        return false;
    }

    /// Consumer only. Calls use(source, record or nullptr) for the oldest span and removes it; false when
    /// empty. The source is valid during the call; the record, if any, is the caller's from then on.
    template<class Use>
    bool consume(Use &&use)
    {
        for (;;) {
            const std::uint64_t head = m_head.load(std::memory_order_relaxed);
            if (head == m_tail.load(std::memory_order_acquire))
                return false;
            const std::byte *const place = at(head);
            const auto *const entry = std::launder(reinterpret_cast<const Entry *>(place));
            const std::uint32_t size = entry->size;
            const Kind kind = entry->kind;
            if (kind == Kind::Copy) {
                use(sourceOf(*entry, place + sizeof(Entry)), nullptr);
            } else if (kind == Kind::Pointer) {
                auto *const record = reinterpret_cast<SpanRecord *>(entry->text);
                use(record->source(), record);
            }
            m_head.store(head + size, std::memory_order_release);
            if (kind != Kind::Padding)
                return true;
        }
    }

private:
    static constexpr std::size_t typicalBytes = 192;

    enum class Kind : std::uint32_t { Padding, Copy, Pointer };

    struct Entry
    {
        std::uint32_t size; // with this header; a multiple of 16
        Kind kind;
        std::uintptr_t text; // Copy: where the text was; Pointer: the record
    };
    static_assert(sizeof(Entry) == 16 && sizeof(SpanHead) % 16 == 0 && sizeof(Attribute) % 16 == 0);

    struct alignas(64) Line
    {
        std::byte bytes[64];
    };

    static std::size_t roundedUp(std::size_t size) noexcept { return (size + 15) / 16 * 16; }
    std::byte *at(std::uint64_t position) const noexcept
    {
        return m_bytes[0].bytes + (position & (m_size - 1));
    }

    /// Asks for the lines of the next entry, which the consumer's core has, while the next span is being
    /// made. For writing: a line that came shared would have to be asked for again.
    void prefetch(std::uint64_t position) const noexcept
    {
        constexpr std::size_t lines = 6;
        for (std::size_t i = 0; i < lines; ++i)
            prefetchForWriting(at(position + i * sizeof(Line)));
    }

    static void prefetchForWriting(const std::byte *place) noexcept
    {
#if defined(__x86_64__) // the built-in becomes a plain prefetch unless the whole program asks for a newer
                        // processor
        asm volatile("prefetchw %0" : : "m"(*place));
#else
        __builtin_prefetch(place, 1);
#endif
    }

    bool hasRoom(std::uint64_t tail, std::size_t size) noexcept
    {
        if (tail - m_seenHead + size + m_reserve <= m_size)
            return true;
        m_seenHead = m_head.load(std::memory_order_acquire);
        return tail - m_seenHead + size + m_reserve <= m_size;
    }

    std::byte *put(std::uint64_t position, Entry entry) noexcept
    {
        std::byte *const place = at(position);
        new (place) Entry(entry);
        return place + sizeof(Entry);
    }

    static RecordedSpan sourceOf(const Entry &entry, const std::byte *copy) noexcept
    {
        RecordedSpan source{};
        source.head = std::launder(reinterpret_cast<const SpanHead *>(copy));
        source.attributes = reinterpret_cast<const Attribute *>(copy + sizeof(SpanHead));
        source.bytes = copy + sizeof(SpanHead) + source.head->attributeCount * sizeof(Attribute);
        source.from = entry.text;
        source.size = static_cast<std::size_t>(copy - sizeof(Entry) + entry.size - source.bytes);
        return source;
    }

    const std::size_t m_reserve;
    const std::size_t m_size;
    const std::unique_ptr<Line[]> m_bytes; // not touched before it is used, so it costs memory only then
    alignas(64) std::atomic<std::uint64_t> m_tail{0};
    std::uint64_t m_seenHead = 0; // producer only
    alignas(64) std::atomic<std::uint64_t> m_head{0};
};

} // namespace spanwise
