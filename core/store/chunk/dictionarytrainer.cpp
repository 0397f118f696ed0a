// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/dictionarytrainer.h"

#include "core/store/chunk/zstdcodec.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace spanwise {
namespace {

/// Samples to one side and the other, by turns.
std::vector<std::string_view> everyOther(const std::vector<std::string> &samples, std::size_t first)
{
    std::vector<std::string_view> half;
    for (std::size_t i = first; i < samples.size(); i += 2)
        half.push_back(samples[i]);
    return half;
}

std::size_t compressedSize(const std::vector<std::string_view> &samples, const ZstdDictionary *dictionary)
{
    ZstdCompressor compressor;
    std::size_t size = 0;
    for (const std::string_view sample : samples)
        size += compressor.compress(sample, dictionary).size();
    return size;
}

} // namespace

DictionaryTrainer::DictionaryTrainer(Keep keep)
    : m_keep(std::move(keep))
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

DictionaryTrainer::~DictionaryTrainer()
{
    stop();
}

void DictionaryTrainer::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void DictionaryTrainer::note(std::string_view chunk)
{
    const std::uint64_t seen = m_seen.fetch_add(chunk.size(), std::memory_order_relaxed);
    if (seen < m_gatherFrom.load(std::memory_order_relaxed))
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (m_gathered >= wantedBytes)
            return;
        m_samples.emplace_back(chunk.substr(0, sampleBytes));
        m_gathered += m_samples.back().size();
        if (m_gathered < wantedBytes)
            return;
        m_gatherFrom = std::numeric_limits<std::uint64_t>::max();
    }
    m_wake.notify_one();
}

void DictionaryTrainer::run(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [&] { return m_gathered >= wantedBytes; })) {
        const std::vector<std::string> samples = std::exchange(m_samples, {});
        lock.unlock();
        try {
            train(samples);
        } catch (const std::bad_alloc &) {
            // Chunks are written as before; the next samples are another try.
        }
        lock.lock();
        m_gathered = 0;
        m_gatherFrom = m_seen + std::exchange(m_pause, std::min(m_pause * 2, longestPause));
    }
}

void DictionaryTrainer::train(const std::vector<std::string> &samples)
{
    constexpr std::size_t tenth = 10;
    const std::string trained = ZstdDictionary::train(everyOther(samples, 0));
    const auto candidate = ZstdDictionary::from(trained);
    if (candidate == nullptr)
        return;
    const std::vector<std::string_view> others = everyOther(samples, 1);
    const std::size_t now = compressedSize(others, current().get());
    if (compressedSize(others, candidate.get()) > now - now / tenth)
        return;
    if (auto kept = m_keep(trained))
        use(std::move(kept));
}

} // namespace spanwise
