// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/zstddictionary.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace spanwise {

/// Finds out what the chunks of a store have in common, while they are written, and says with which
/// dictionary to compress the next ones.
///
/// Samples are gathered from the first megabyte, then from 64 MiB, 128 MiB and so on, at most 4 GiB apart. A
/// thread of its own trains a dictionary with half of them and tries it on the other half; only one that
/// makes these a tenth smaller than the current one is kept. What went wrong is no harm: chunks go on as
/// before. note() and current() from any thread.
class DictionaryTrainer
{
public:
    /// Stores a dictionary for good and returns it with its id; nullptr when that failed.
    using Keep = std::function<std::shared_ptr<const ZstdDictionary>(const std::string &trained)>;

    explicit DictionaryTrainer(Keep keep);
    ~DictionaryTrainer();
    DictionaryTrainer(const DictionaryTrainer &) = delete;
    DictionaryTrainer &operator=(const DictionaryTrainer &) = delete;

    /// What the store used last; before the first note().
    void use(std::shared_ptr<const ZstdDictionary> dictionary)
    {
        const std::lock_guard lock(m_currentMutex);
        m_current = std::move(dictionary);
    }
    /// nullptr: none yet.
    std::shared_ptr<const ZstdDictionary> current() const
    {
        const std::lock_guard lock(m_currentMutex);
        return m_current;
    }
    /// A chunk as it is before compression.
    void note(std::string_view chunk);
    /// Keeps nothing any more when it returns.
    void stop();

private:
    static constexpr std::size_t wantedBytes = 1U << 20U;
    static constexpr std::size_t sampleBytes = 32U << 10U; // of a long chunk
    static constexpr std::uint64_t shortestPause = 64ULL << 20U;
    static constexpr std::uint64_t longestPause = 4ULL << 30U;

    void run(const std::stop_token &stop);
    void train(const std::vector<std::string> &samples);

    const Keep m_keep;
    mutable std::mutex m_currentMutex; // not atomic<shared_ptr>: GCC 12's releases its readers too weakly
    std::shared_ptr<const ZstdDictionary> m_current; // guarded by m_currentMutex
    std::atomic<std::uint64_t> m_seen = 0;           // bytes of all chunks
    std::atomic<std::uint64_t> m_gatherFrom = 0;     // samples are taken once so many were seen
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::vector<std::string> m_samples;    // guarded by m_mutex
    std::size_t m_gathered = 0;            // guarded by m_mutex: bytes of m_samples
    std::uint64_t m_pause = shortestPause; // of the thread
    std::jthread m_thread;
};

} // namespace spanwise
