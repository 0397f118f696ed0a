// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkpress.h"

#include <algorithm>
#include <new>
#include <utility>

namespace spanwise {
namespace {

/// Traces that a thread takes at a time, and fewest that are worth waking another one for.
constexpr std::size_t portion = 8;
constexpr std::size_t worthSharing = 16;

} // namespace

PressedChunk ChunkPress::Worker::press(std::span<const SpanSource> trace, const ZstdDictionary *dictionary, DictionaryTrainer *trainer)
{
    EncodedChunk chunk = writer.encode(trace);
    if (trainer != nullptr)
        trainer->note(chunk.data);
    PressedChunk pressed{std::string(compressor.compress(chunk.data, dictionary)), std::move(chunk.spanIds), std::move(chunk.texts)};
    if (!trace.empty() && trace.front().facts != nullptr)
        pressed.marks = marker.marksOf(trace);
    return pressed;
}

ChunkPress::ChunkPress(DictionaryTrainer *trainer) : m_trainer(trainer)
{
    if (std::thread::hardware_concurrency() < 2)
        return;
    m_helper = std::make_unique<Worker>();
    m_thread = std::jthread([this](const std::stop_token &stop) { help(stop); });
}

ChunkPress::~ChunkPress() = default;

std::vector<PressedChunk> ChunkPress::press(std::span<const Sources> traces)
{
    std::vector<PressedChunk> chunks(traces.size());
    const auto used = dictionary(); // one for all of them, whatever is trained meanwhile
    const std::function each = [&](Worker &worker, std::size_t i) { chunks[i] = worker.press(traces[i], used.get(), m_trainer); };
    share({traces.size(), &each});
    return chunks;
}

std::vector<std::string> ChunkPress::pressTexts(std::span<const std::string_view> texts)
{
    std::vector<std::string> pressed(texts.size());
    const std::function each = [&](Worker &worker, std::size_t i) { pressed[i] = worker.compressor.compress(texts[i]); };
    share({texts.size(), &each});
    return pressed;
}

/// Returns when all of it is done.
void ChunkPress::share(const Job &job)
{
    const bool shared = m_helper && job.count >= worthSharing;
    m_next = 0;
    if (shared) {
        const std::lock_guard lock(m_mutex);
        m_job = job;
        m_waiting = true;
        m_failed = false;
    }
    if (shared)
        m_wake.notify_one();
    try {
        work(m_worker, job);
    } catch (...) {
        m_next = job.count; // the helper must not begin another portion of what goes away
        std::unique_lock lock(m_mutex);
        m_waiting = false;
        m_finished.wait(lock, [&] { return !m_helping; });
        throw;
    }
    std::unique_lock lock(m_mutex);
    m_waiting = false; // a helper that was too slow to begin has nothing left to do
    m_finished.wait(lock, [&] { return !m_helping; });
    if (std::exchange(m_failed, false))
        throw std::bad_alloc();
}

void ChunkPress::work(Worker &worker, const Job &job)
{
    for (;;) {
        const std::size_t first = m_next.fetch_add(portion);
        if (first >= job.count)
            return;
        for (std::size_t i = first; i < std::min(first + portion, job.count); ++i)
            (*job.each)(worker, i);
    }
}

void ChunkPress::help(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [&] { return m_waiting; })) {
        m_waiting = false;
        m_helping = true;
        const Job job = m_job;
        lock.unlock();
        bool failed = false;
        try {
            work(*m_helper, job);
        } catch (const std::bad_alloc &) {
            failed = true;
        }
        lock.lock();
        m_helping = false;
        m_failed = m_failed || failed;
        m_finished.notify_all();
    }
}

} // namespace spanwise
