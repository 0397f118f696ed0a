// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/chunkmarks.h"
#include "core/store/chunk/chunkwriter.h"
#include "core/store/chunk/dictionarytrainer.h"
#include "core/store/chunk/zstdcodec.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace spanwise {

/// A chunk as a store keeps it.
struct PressedChunk
{
    std::string data; ///< compressed
    std::string spanIds;
    std::vector<std::string_view> texts; ///< as in EncodedChunk
    ChunkMarks marks{};                  ///< where the sources have facts
};

/// Encodes and compresses the chunks of many traces at once, on the calling thread and one more where the machine has one:
/// more than half of what a store does for a span needs no transaction. The threads sleep between calls. One caller at a time.
class ChunkPress
{
public:
    using Sources = std::vector<SpanSource>;

    /// What trainer says is the dictionary of the chunks, and it gets to see them; nullptr: they have none. It outlives the press.
    explicit ChunkPress(DictionaryTrainer *trainer = nullptr);
    ~ChunkPress();
    ChunkPress(const ChunkPress &) = delete;
    ChunkPress &operator=(const ChunkPress &) = delete;

    /// One chunk for each trace, in order. The batches outlive the chunks.
    std::vector<PressedChunk> press(std::span<const Sources> traces);
    /// Texts that are stored apart, compressed, in order.
    std::vector<std::string> pressTexts(std::span<const std::string_view> texts);
    PressedChunk pressOne(std::span<const SpanSource> trace) { return m_worker.press(trace, dictionary().get(), m_trainer); }

private:
    struct Worker
    {
        ChunkWriter writer;
        ZstdCompressor compressor;
        ChunkMarker marker;

        PressedChunk press(std::span<const SpanSource> trace, const ZstdDictionary *dictionary, DictionaryTrainer *trainer);
    };
    /// What one call shares with the helper: (*each)(worker, i) for every i below count.
    struct Job
    {
        std::size_t count = 0;
        const std::function<void(Worker &, std::size_t)> *each = nullptr;
    };

    std::shared_ptr<const ZstdDictionary> dictionary() const { return m_trainer == nullptr ? nullptr : m_trainer->current(); }
    void share(const Job &job);
    void work(Worker &worker, const Job &job);
    void help(const std::stop_token &stop);

    DictionaryTrainer *const m_trainer;
    Worker m_worker;
    std::unique_ptr<Worker> m_helper; // null on a machine with one core
    std::atomic<std::size_t> m_next = 0;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::condition_variable_any m_finished;
    Job m_job;              // guarded by m_mutex
    bool m_waiting = false; // guarded by m_mutex: a job that the helper has not begun
    bool m_helping = false; // guarded by m_mutex
    bool m_failed = false;  // guarded by m_mutex: the helper ran out of memory
    std::jthread m_thread;
};

} // namespace spanwise
