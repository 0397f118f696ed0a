// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/answer.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace spanwise::demo {

/// The answers that were given last, by question and context. Any thread.
///
/// Holds at most capacity answers and drops the one that was not asked for longest; an answer older than
/// maxAge is not found any more.
class AnswerCache
{
public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;

    AnswerCache(
        std::size_t capacity, std::chrono::seconds maxAge,
        Clock clock = [] { return std::chrono::steady_clock::now(); });

    /// nullptr when there is none.
    std::shared_ptr<const Answer> find(const std::string &key);
    void insert(const std::string &key, std::shared_ptr<const Answer> answer);
    void clear();

    struct Statistics
    {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;
        std::size_t size = 0;
    };
    Statistics statistics() const;

private:
    struct Entry
    {
        std::string key;
        std::shared_ptr<const Answer> answer;
        std::chrono::steady_clock::time_point since;
    };

    const std::size_t m_capacity;
    const std::chrono::seconds m_maxAge;
    const Clock m_clock;
    mutable std::mutex m_mutex;
    // All below is guarded by m_mutex.
    std::list<Entry> m_entries; // most recently used first
    std::unordered_map<std::string, std::list<Entry>::iterator> m_byKey;
    std::uint64_t m_hits = 0;
    std::uint64_t m_misses = 0;
};

} // namespace spanwise::demo
