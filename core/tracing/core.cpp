// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/core.h"

#include "core/tracing/threadstate.h"

#include <unistd.h>

#include <algorithm>
#include <new>
#include <utility>

namespace spanwise {
namespace {

using SteadyClock = std::chrono::steady_clock;

ProviderOptions sane(ProviderOptions options)
{
    if (options.sampler == nullptr)
        options.sampler = parentBasedSampler(alwaysOnSampler());
    BatchOptions &batch = options.batch;
    batch.maxQueueSize = std::clamp<std::size_t>(batch.maxQueueSize, 1, 1U << 20U);
    batch.maxExportBatchSize = std::clamp<std::size_t>(batch.maxExportBatchSize, 1, batch.maxQueueSize);
    batch.scheduledDelay = std::max(batch.scheduledDelay, std::chrono::milliseconds(1));
    return options;
}

std::int64_t wallMinusSteady() noexcept
{
    const auto wall =
        std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()).time_since_epoch();
    const auto steady = std::chrono::time_point_cast<Duration>(SteadyClock::now()).time_since_epoch();
    return (wall - steady).count();
}

Value valueOf(Arena &arena, const ProviderOptions::ResourceValue &value)
{
    if (const auto *const text = std::get_if<std::string>(&value))
        return Value::ofString(arena.copy(*text));
    if (const auto *const flag = std::get_if<bool>(&value))
        return Value::ofBool(*flag);
    if (const auto *const number = std::get_if<std::int64_t>(&value))
        return Value::ofInt(*number);
    return Value::ofDouble(std::get<double>(value));
}

/// service.name first: the option, else the resource's, else unknown_service; then the rest, first of a key
/// wins.
Resource resourceOf(Arena &arena, const ProviderOptions &options)
{
    std::vector<Attribute> attributes;
    const auto add = [&](std::string_view key, Value value) {
        if (find(attributes, key) == nullptr)
            attributes.push_back({arena.copy(key), value});
    };
    if (!options.serviceName.empty())
        add("service.name", Value::ofString(arena.copy(options.serviceName)));
    for (const auto &[key, value] : options.resource)
        add(key, valueOf(arena, value));
    add("service.name", Value::ofString("unknown_service"));
    add("telemetry.sdk.name", Value::ofString("spanwise"));
    add("telemetry.sdk.language", Value::ofString("cpp"));
    add("telemetry.sdk.version", Value::ofString(SPANWISE_VERSION));
    Resource resource;
    resource.attributes = arena.copy(std::span<const Attribute>(attributes));
    return resource;
}

} // namespace

TracingCore::TracingCore(ProviderOptions options, std::unique_ptr<SpanExporter> exporter)
    : m_options(sane(std::move(options)))
    , m_exporter(std::move(exporter))
    , m_process(getpid())
    , m_clockOffset(wallMinusSteady())
    , m_credits(static_cast<std::int64_t>(m_options.batch.maxQueueSize))
{
}

TracingCore::~TracingCore()
{
    // Records pushed while the last drain ran; their blocks go back so that the pool can free them.
    for (const auto &slot : m_slots) {
        while (slot->ring.consume([](const RecordedSpan &, SpanRecord *record) {
            if (record != nullptr)
                record->clear();
        })) {
        }
    }
}

void TracingCore::start()
{
    if (m_options.disabled || m_exporter == nullptr) {
        m_stopped.store(true, std::memory_order_release);
        m_drained = true;
    } else {
        m_thread = std::thread([this] { run(); });
    }
}

const TracingScope &TracingCore::scope(std::string_view name, std::string_view version)
{
    const std::lock_guard lock(m_mutex);
    const auto known = std::ranges::find_if(
        m_scopes, [&](const TracingScope &scope) { return scope.name == name && scope.version == version; });
    if (known != m_scopes.end())
        return *known;
    return m_scopes.emplace_back(TracingScope{std::string(name), std::string(version)});
}

SpanRecord *TracingCore::takeRecord(ThreadSlot &slot, const TracingScope &scope, Label name,
                                    const W3cTraceState &traceState) noexcept
{
    if (slot.stock == nullptr)
        slot.stock = m_pool.take();
    SpanRecord *const record = slot.stock;
    if (record == nullptr) {
        slot.droppedMemory.add();
        return nullptr;
    }
    slot.stock = record->next;
    record->begin(m_pool, m_options.limits, scope, name, traceState);
    slot.started.add();
    return record;
}

void TracingCore::push(ThreadSlot &slot, SpanRecord &record) noexcept
{
    slot.ended.add();
    SingleWriterCounter *reason = nullptr;
    const std::size_t overflow = record.overflowBytes();
    if (m_stopped.load(std::memory_order_acquire))
        reason = &slot.droppedLate;
    else if (overflow > 0 &&
             m_queuedBytes.fetch_add(overflow, std::memory_order_relaxed) + overflow >
                 m_options.batch.maxQueueBytes &&
             overflow <= m_options.batch.maxQueueBytes) {
        m_queuedBytes.fetch_sub(overflow, std::memory_order_relaxed);
        reason = &slot.droppedFull;
        wake();
    } else if (!takeCredit(slot)) {
        m_queuedBytes.fetch_sub(overflow, std::memory_order_relaxed);
        reason = &slot.droppedFull;
    }
    if (reason != nullptr) {
        reason->add();
        record.clear();
    } else if (!slot.ring.push(record)) {
        return;
    }
    record.next = slot.stock;
    slot.stock = &record;
}

void TracingCore::discard(SpanRecord &record) noexcept
{
    m_discarded.fetch_add(1, std::memory_order_relaxed);
    record.clear();
    record.next = nullptr;
    m_pool.give(&record);
}

bool TracingCore::takeCredit(ThreadSlot &slot) noexcept
{
    // No atomic operation here: it would wait for the previous span's way through the store buffer.
    if (slot.credits > 0) {
        --slot.credits;
        return true;
    }
    // Small packs when there are many threads, so that what idle ones keep is a fraction of the queue.
    const auto size = static_cast<std::int64_t>(m_options.batch.maxQueueSize);
    const std::int64_t wanted = std::clamp<std::int64_t>(
        size / (8 * m_slotCount.load(std::memory_order_relaxed)), 1, std::max<std::int64_t>(1, size / 64));
    std::int64_t left = m_credits.load(std::memory_order_relaxed);
    std::int64_t pack = 0;
    do {
        pack = std::min(left, wanted);
        if (pack <= 0) {
            wake();
            return false;
        }
    } while (!m_credits.compare_exchange_weak(left, left - pack, std::memory_order_seq_cst));
    slot.credits = pack - 1;
    // A wake-up costs this thread some microseconds; one that looks by itself is only hurried when places
    // become few.
    const std::int64_t waiting = size - (left - pack);
    const auto batch = static_cast<std::int64_t>(m_options.batch.maxExportBatchSize);
    if (waiting >= std::max(batch, size / 2) ||
        (waiting >= batch && !m_watching.load(std::memory_order_seq_cst)))
        wake();
    return true;
}

void TracingCore::wake() noexcept
{
    if (m_wake.exchange(true, std::memory_order_acq_rel))
        return;
    const std::lock_guard lock(m_mutex); // so that the thread cannot miss it between looking and waiting
    m_work.notify_one();
}

ThreadSlot *TracingCore::takeSlot()
{
    const std::lock_guard lock(m_mutex);
    const auto spare = std::ranges::find_if(m_slots, [](const auto &slot) { return slot->free; });
    if (spare != m_slots.end()) {
        (*spare)->free = false;
        return spare->get();
    }
    ThreadSlot *const slot =
        m_slots.emplace_back(std::make_unique<ThreadSlot>(m_options.batch.maxQueueSize)).get();
    m_slotCount.store(static_cast<std::int64_t>(m_slots.size()), std::memory_order_relaxed);
    return slot;
}

void TracingCore::leaveSlot(ThreadSlot &slot) noexcept
{
    m_pool.give(std::exchange(slot.stock, nullptr));
    m_credits.fetch_add(std::exchange(slot.credits, 0), std::memory_order_relaxed);
    slot.openSpans = 0;
    // The next owner's pushes are ordered after this thread's by the mutex.
    const std::lock_guard lock(m_mutex);
    slot.free = true;
}

void TracingCore::run()
{
    if (ThreadState *const state = ThreadState::current())
        state->suppressed = true;
    for (;;) {
        waitForWork();
        std::uint64_t asked = 0;
        bool stopping = false;
        {
            const std::lock_guard lock(m_mutex);
            asked = m_flushAsked;
            stopping = m_stopping;
        }
        syncClock();
        const std::uint64_t before = m_collected;
        while (exportOnce()) {
        }
        m_spansCame = m_collected != before;
        const std::lock_guard lock(m_mutex);
        m_flushDone = asked;
        m_drained = stopping;
        m_flushed.notify_all();
        if (stopping)
            return;
    }
}

void TracingCore::waitForWork()
{
    const auto due = SteadyClock::now() + m_options.batch.scheduledDelay;
    std::unique_lock lock(m_mutex);
    const auto asked = [this] {
        return m_stopping || m_flushAsked != m_flushDone || m_wake.load(std::memory_order_acquire);
    };
    if (!watch(lock, due, asked))
        m_work.wait_until(lock, due, asked);
    m_wake.store(false, std::memory_order_release);
}

/// While spans keep coming, looks for a full batch by itself so that no tracing thread has to wake it. True
/// when there is work; false when nothing came lately: from then on a full batch wakes.
template<class Asked>
bool TracingCore::watch(std::unique_lock<std::mutex> &lock, SteadyClock::time_point due, const Asked &asked)
{
    constexpr auto interval = std::chrono::milliseconds(20);
    const auto batch = static_cast<std::int64_t>(m_options.batch.maxExportBatchSize);
    if (!m_spansCame)
        return false;
    std::int64_t seen = -1;
    bool work = false;
    while (!work && waitingSpans() != seen) {
        m_watching.store(true, std::memory_order_seq_cst);
        seen = waitingSpans();
        const auto until = std::min(due, SteadyClock::now() + interval);
        work = m_work.wait_until(lock, until, asked) || waitingSpans() >= batch || SteadyClock::now() >= due;
    }
    m_watching.store(false, std::memory_order_seq_cst);
    return work || waitingSpans() >= batch; // again: who filled a batch until now relied on the watch
}

std::int64_t TracingCore::waitingSpans() const noexcept
{
    return static_cast<std::int64_t>(m_options.batch.maxQueueSize) -
           m_credits.load(std::memory_order_seq_cst);
}

/// One batch; true when there may be more.
bool TracingCore::exportOnce()
{
    TelemetryBatch batch;
    const std::size_t taken = collect(batch);
    m_credits.fetch_add(static_cast<std::int64_t>(taken), std::memory_order_relaxed);
    m_collected += taken;
    if (taken == 0)
        return false;
    // What had no memory on the way into the batch is not in it.
    const std::size_t sent = batch.spans.size();
    bool accepted = false;
    try {
        accepted = sent == 0 || m_exporter->exportBatch(std::move(batch)).has_value();
    } catch (...) { // an exporter that throws, against its contract: the spans are lost and counted
    }
    m_exported.fetch_add(accepted ? sent : 0, std::memory_order_relaxed);
    m_failed.fetch_add(accepted ? taken - sent : taken, std::memory_order_relaxed);
    return taken == m_options.batch.maxExportBatchSize;
}

std::size_t TracingCore::collect(TelemetryBatch &batch)
{
    const std::size_t wanted = m_options.batch.maxExportBatchSize;
    const std::vector<ThreadSlot *> slots = allSlots();
    std::vector<const TracingScope *> scopes;
    SpanRecord *used = nullptr;
    std::size_t overflow = 0;
    std::size_t taken = 0;
    const std::size_t first = m_firstSlot++;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        ThreadSlot &slot = *slots[(first + i) % slots.size()];
        while (taken < wanted && slot.ring.consume([&](const RecordedSpan &source, SpanRecord *record) {
            append(batch, scopes, source);
            if (record == nullptr)
                return;
            overflow += record->overflowBytes();
            record->clear();
            record->next = used;
            used = record;
        }))
            ++taken;
    }
    m_queuedBytes.fetch_sub(overflow, std::memory_order_relaxed);
    m_pool.give(used);
    return taken;
}

std::vector<ThreadSlot *> TracingCore::allSlots() const
{
    std::vector<ThreadSlot *> slots;
    const std::lock_guard lock(m_mutex);
    slots.reserve(m_slots.size());
    for (const auto &slot : m_slots)
        slots.push_back(slot.get());
    return slots;
}

void TracingCore::append(TelemetryBatch &batch, std::vector<const TracingScope *> &scopes,
                         const RecordedSpan &source) const noexcept
{
    try {
        if (batch.resources.empty()) {
            batch.spans.reserve(m_options.batch.maxExportBatchSize);
            batch.resources.push_back(resourceOf(batch.arena, m_options));
        }
        auto known = std::ranges::find(scopes, source.head->scope);
        if (known == scopes.end()) {
            Scope scope;
            scope.name = batch.arena.copy(source.head->scope->name);
            scope.version = batch.arena.copy(source.head->scope->version);
            batch.scopes.push_back(scope);
            known = scopes.insert(scopes.end(), source.head->scope);
        }
        source.appendTo(batch, static_cast<std::uint32_t>(known - scopes.begin()));
    } catch (const std::bad_alloc &) { // counted by who compares what was taken with what is in the batch
    }
}

void TracingCore::syncClock() noexcept
{
    // Only a step of the wall clock moves the two apart: both are slewed alike. Below it is noise of reading
    // them.
    constexpr std::int64_t step = 1'000'000;
    const std::int64_t offset = wallMinusSteady();
    if (std::abs(offset - clockOffset()) > step)
        m_clockOffset.store(offset, std::memory_order_relaxed);
}

bool TracingCore::forceFlush(std::chrono::milliseconds timeout)
{
    const ThreadState *const state = ThreadState::current();
    if (m_process != getpid() || (state != nullptr && state->suppressed))
        return false; // nobody would answer: a forked child, or the batching thread itself
    std::unique_lock lock(m_mutex);
    if (m_drained)
        return true;
    const std::uint64_t ticket = ++m_flushAsked;
    m_work.notify_one();
    return m_flushed.wait_for(lock, timeout, [&] { return m_flushDone >= ticket || m_drained; });
}

bool TracingCore::shutdown()
{
    const std::lock_guard once(m_shutdownMutex);
    if (std::exchange(m_shutDown, true))
        return m_shutdownClean;
    m_stopped.store(true, std::memory_order_release);
    if (!m_thread.joinable())
        return true;
    if (m_process != getpid()) {
        m_thread.detach(); // a forked child: the thread is not here
        return false;
    }
    {
        std::unique_lock lock(m_mutex);
        m_stopping = true;
        m_work.notify_one();
        m_shutdownClean =
            m_flushed.wait_for(lock, m_options.batch.exportTimeout, [this] { return m_drained; });
    }
    if (!m_shutdownClean)
        m_exporter->cancel();
    m_thread.join();
    return m_shutdownClean;
}

TracerCounters TracingCore::counters() const
{
    TracerCounters sum;
    const std::lock_guard lock(m_mutex);
    for (const auto &slot : m_slots) {
        sum.started += slot->started.get();
        sum.notSampled += slot->notSampled.get();
        sum.ended += slot->ended.get();
        sum.droppedFull += slot->droppedFull.get();
        sum.droppedLate += slot->droppedLate.get();
        sum.droppedMemory += slot->droppedMemory.get();
    }
    const std::uint64_t discarded = m_discarded.load(std::memory_order_relaxed);
    sum.ended += discarded;
    sum.droppedMemory += discarded;
    sum.exported = m_exported.load(std::memory_order_relaxed);
    sum.failed = m_failed.load(std::memory_order_relaxed);
    return sum;
}

} // namespace spanwise
