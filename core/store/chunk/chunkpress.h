// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/chunkmarks.h"
#include "core/store/chunk/chunkwriter.h"
#include "core/store/chunk/dictionarytrainer.h"
#include "core/store/chunk/textpress.h"
#include "core/store/chunk/zstdcodec.h"

#include <atomic>
#include <condition_variable>
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
    std::vector<PressedText> newTexts{}; ///< long texts of the chunk and its facts that no chunk had lately
};

/// Encodes and compresses the chunks of many traces: more than half of what a store does for a span needs no
/// transaction. One more thread, where the machine has one, begins with the first trace while the caller
/// writes what is done; the caller presses whatever is missing when it comes to it. The thread sleeps between
/// runs. One caller at a time.
class ChunkPress
{
public:
    using Sources = std::vector<SpanSource>;

    /// What trainer says is the dictionary of the chunks, and it gets to see them; nullptr: they have none.
    /// texts presses the long texts; nullptr: they are left as they are. Both outlive the press.
    explicit ChunkPress(DictionaryTrainer *trainer = nullptr, TextPress *texts = nullptr);
    ~ChunkPress();
    ChunkPress(const ChunkPress &) = delete;
    ChunkPress &operator=(const ChunkPress &) = delete;

    /// Begins with one chunk for each trace. traces and what they view stay as they are until stop(); those
    /// of trace i at least until chunk(i).
    void begin(std::span<const Sources> traces);
    /// The chunk of trace i, the caller's to change.
    PressedChunk &chunk(std::size_t i);
    /// Nothing of what was begun is looked at any more when it returns.
    void stop();
    /// stop(), and the chunks are not needed any more: the large ones are let go.
    void release();

    /// All at once, in order. The batches outlive the chunks.
    std::vector<PressedChunk> press(std::span<const Sources> traces);
    PressedChunk pressOne(std::span<const SpanSource> trace);

private:
    struct Worker
    {
        ChunkWriter writer;
        ZstdCompressor compressor;
        ChunkMarker marker;
        EncodedChunk encoded; // kept for its room
    };
    enum class Stage : int { Free, Taken, Done, Failed };

    std::shared_ptr<const ZstdDictionary> dictionary() const
    {
        return m_trainer == nullptr ? nullptr : m_trainer->current();
    }
    /// Into a chunk whose room is used again.
    void press(Worker &worker, std::span<const SpanSource> trace, const ZstdDictionary *dictionary,
               PressedChunk &pressed);
    bool take(std::size_t i);
    void pressTaken(Worker &worker, std::size_t i);
    bool pressFromBack(std::size_t least);
    void help(const std::stop_token &stop);

    DictionaryTrainer *const m_trainer;
    TextPress *const m_texts;
    Worker m_worker;
    std::unique_ptr<Worker> m_helper; // null on a machine with one core

    // Of a run; set while the helper sleeps.
    std::span<const Sources> m_traces;
    std::shared_ptr<const ZstdDictionary> m_dictionary;
    std::vector<PressedChunk> m_chunks;
    std::vector<std::atomic<Stage>> m_stages; // who took a trace from Free writes its chunk
    std::size_t m_back = 0;                   // of the caller: those behind it are taken

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::condition_variable_any m_finished;
    bool m_waiting = false; // guarded by m_mutex: a run that the helper has not begun
    bool m_helping = false; // guarded by m_mutex
    std::jthread m_thread;
};

} // namespace spanwise
