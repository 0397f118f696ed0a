// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkpress.h"

#include <new>
#include <utility>

namespace spanwise {
namespace {

/// Fewest traces that are worth waking another thread for.
constexpr std::size_t worthSharing = 16;
/// Bytes of room that one chunk leaves for another.
constexpr std::size_t mostKept = 64U << 10U;

} // namespace

ChunkPress::ChunkPress(DictionaryTrainer *trainer, TextPress *texts)
    : m_trainer(trainer)
    , m_texts(texts)
{
    if (std::thread::hardware_concurrency() < 2)
        return;
    m_helper = std::make_unique<Worker>();
    m_thread = std::jthread([this](const std::stop_token &stop) { help(stop); });
}

ChunkPress::~ChunkPress()
{
    stop();
}

void ChunkPress::begin(std::span<const Sources> traces)
{
    stop();
    m_chunks.resize(traces.size()); // what they held is written over
    if (m_stages.size() < traces.size())
        m_stages = std::vector<std::atomic<Stage>>(traces.size());
    for (std::size_t i = 0; i < traces.size(); ++i)
        m_stages[i].store(Stage::Free, std::memory_order_relaxed);
    m_traces = traces;
    m_back = traces.size();
    m_dictionary = dictionary(); // one for all of them, whatever is trained meanwhile
    if (!m_helper || traces.size() < worthSharing)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = true;
    }
    m_wake.notify_one();
}

PressedChunk &ChunkPress::chunk(std::size_t i)
{
    if (take(i))
        pressTaken(m_worker, i);
    for (Stage stage = m_stages[i].load(std::memory_order_acquire); stage != Stage::Done;
         stage = m_stages[i].load(std::memory_order_acquire)) {
        if (stage == Stage::Failed)
            throw std::bad_alloc();
        if (!pressFromBack(i)) // the helper has this one; those in front of it may be done by then
            m_stages[i].wait(stage, std::memory_order_acquire);
    }
    return m_chunks[i];
}

void ChunkPress::stop()
{
    for (std::size_t i = 0; i < m_traces.size(); ++i)
        take(i); // the helper must not begin another one
    std::unique_lock lock(m_mutex);
    m_waiting = false; // a helper that was too slow to begin has nothing left to do
    m_finished.wait(lock, [&] { return !m_helping; });
    m_traces = {};
}

void ChunkPress::release()
{
    stop();
    std::erase_if(m_chunks, [](const PressedChunk &chunk) {
        return chunk.data.capacity() + chunk.spanIds.capacity() > mostKept;
    });
}

std::vector<PressedChunk> ChunkPress::press(std::span<const Sources> traces)
{
    begin(traces);
    try {
        for (std::size_t i = 0; i < traces.size(); ++i)
            chunk(i);
    } catch (...) {
        stop();
        throw;
    }
    stop();
    return std::exchange(m_chunks, {});
}

bool ChunkPress::take(std::size_t i)
{
    Stage stage = Stage::Free;
    return m_stages[i].compare_exchange_strong(stage, Stage::Taken, std::memory_order_relaxed);
}

void ChunkPress::pressTaken(Worker &worker, std::size_t i)
{
    Stage stage = Stage::Failed;
    try {
        press(worker, m_traces[i], m_dictionary.get(), m_chunks[i]);
        stage = Stage::Done;
    } catch (const std::bad_alloc &) {
        // chunk(i) says so
    }
    m_stages[i].store(stage, std::memory_order_release);
    m_stages[i].notify_one();
}

/// While the helper comes from the front: one of the last that nobody has taken. False when there is none
/// behind least.
bool ChunkPress::pressFromBack(std::size_t least)
{
    while (m_back > least + 1) {
        if (take(--m_back)) {
            pressTaken(m_worker, m_back);
            return true;
        }
    }
    return false;
}

PressedChunk ChunkPress::pressOne(std::span<const SpanSource> trace)
{
    PressedChunk pressed;
    press(m_worker, trace, dictionary().get(), pressed);
    return pressed;
}

void ChunkPress::press(Worker &worker, std::span<const SpanSource> trace, const ZstdDictionary *dictionary,
                       PressedChunk &pressed)
{
    worker.writer.encode(trace, worker.encoded);
    if (m_trainer != nullptr)
        m_trainer->note(worker.encoded.data);
    pressed.data = worker.compressor.compress(worker.encoded.data, dictionary);
    pressed.spanIds = worker.encoded.spanIds;
    pressed.texts = worker.encoded.texts;
    if (worker.encoded.data.capacity() > mostKept)
        worker.encoded = {};
    pressed.marks = {};
    pressed.newTexts.clear();
    if (trace.empty() || trace.front().facts == nullptr)
        return;
    pressed.marks = worker.marker.marksOf(trace);
    if (m_texts == nullptr)
        return;
    for (const std::string_view text : pressed.texts)
        m_texts->note(text, worker.compressor, pressed.newTexts);
    for (const SpanSource &source : trace) {
        for (const std::string_view text :
             {source.facts->question, source.facts->answer, source.facts->context})
            m_texts->note(text, worker.compressor, pressed.newTexts);
    }
}

void ChunkPress::help(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [&] { return m_waiting; })) {
        m_waiting = false;
        m_helping = true;
        lock.unlock();
        for (std::size_t i = 0; i < m_traces.size(); ++i) {
            if (take(i))
                pressTaken(*m_helper, i);
        }
        lock.lock();
        m_helping = false;
        m_finished.notify_all();
    }
}

} // namespace spanwise
