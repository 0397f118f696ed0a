// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/tracing/counters.h"
#include "core/tracing/exporter.h"
#include "core/tracing/options.h"
#include "core/tracing/recordpool.h"
#include "core/tracing/threadslot.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace spanwise {

/// The inside of a TracerProvider, shared with its tracers and with the threads that trace.
///
/// Producers (any thread) take a record, write it, and push it into their slot's ring with a credit of the
/// common queue. One batching thread empties the rings into a TelemetryBatch and hands it to the exporter.
/// The only thing producers share on the hot path is read-only; credits come in packs.
class TracingCore : public std::enable_shared_from_this<TracingCore>
{
public:
    TracingCore(ProviderOptions options, std::unique_ptr<SpanExporter> exporter);
    ~TracingCore();
    TracingCore(const TracingCore &) = delete;
    TracingCore &operator=(const TracingCore &) = delete;

    void start();
    const TracingScope &scope(std::string_view name, std::string_view version);
    bool forceFlush(std::chrono::milliseconds timeout);
    bool shutdown();
    TracerCounters counters() const;

    const Sampler &sampler() const noexcept { return *m_options.sampler; }
    bool isStopped() const noexcept { return m_stopped.load(std::memory_order_acquire); }
    std::int64_t clockOffset() const noexcept { return m_clockOffset.load(std::memory_order_relaxed); }

    /// A begun record from the thread's stock; nullptr without memory.
    SpanRecord *takeRecord(ThreadSlot &slot, const TracingScope &scope, Label name,
                           const W3cTraceState &traceState) noexcept;
    /// Queues an ended record, or drops and counts it.
    void push(ThreadSlot &slot, SpanRecord &record) noexcept;
    /// Ends a record when the calling thread has no slot: drops and counts it.
    void discard(SpanRecord &record) noexcept;

    ThreadSlot *takeSlot();
    void leaveSlot(ThreadSlot &slot) noexcept;

private:
    void run();
    void waitForWork();
    template<class Asked>
    bool watch(std::unique_lock<std::mutex> &lock, std::chrono::steady_clock::time_point due,
               const Asked &asked);
    std::int64_t waitingSpans() const noexcept;
    bool exportOnce();
    std::size_t collect(TelemetryBatch &batch);
    std::vector<ThreadSlot *> allSlots() const;
    void append(TelemetryBatch &batch, std::vector<const TracingScope *> &scopes,
                const RecordedSpan &source) const noexcept;
    void wake() noexcept;
    bool takeCredit(ThreadSlot &slot) noexcept;
    void syncClock() noexcept;

    const ProviderOptions m_options;
    const std::unique_ptr<SpanExporter> m_exporter;
    const long m_process; // threads do not survive fork

    RecordPool m_pool;
    std::atomic<bool> m_stopped{false};
    std::atomic<std::int64_t> m_clockOffset{0};
    std::atomic<std::int64_t> m_slotCount{1};
    alignas(64) std::atomic<std::int64_t> m_credits; // places in the queue that no thread has
    std::atomic<std::size_t> m_queuedBytes{0};       // overflow blocks of queued records
    std::atomic<bool> m_wake{false};
    std::atomic<bool> m_watching{false}; // the batching thread looks by itself

    mutable std::mutex m_mutex;
    std::condition_variable m_work;
    std::condition_variable m_flushed;
    std::vector<std::unique_ptr<ThreadSlot>> m_slots; // guarded by m_mutex
    std::deque<TracingScope> m_scopes;                // guarded by m_mutex; entries never move
    std::uint64_t m_flushAsked = 0;                   // guarded by m_mutex
    std::uint64_t m_flushDone = 0;                    // guarded by m_mutex
    bool m_stopping = false;                          // guarded by m_mutex
    bool m_drained = false;                           // guarded by m_mutex

    std::atomic<std::uint64_t> m_exported{0};
    std::atomic<std::uint64_t> m_failed{0};
    std::atomic<std::uint64_t> m_discarded{0};
    std::uint64_t m_collected = 0; // batching thread, like the two below
    bool m_spansCame = false;      // in its last round
    std::size_t m_firstSlot = 0;   // batching thread: where collecting starts, so that no thread starves
    std::thread m_thread;
    std::mutex m_shutdownMutex;
    bool m_shutDown = false;     // guarded by m_shutdownMutex
    bool m_shutdownClean = true; // guarded by m_shutdownMutex
};

} // namespace spanwise
