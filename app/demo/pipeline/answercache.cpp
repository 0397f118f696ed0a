// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/answercache.h"

#include <utility>

namespace spanwise::demo {

AnswerCache::AnswerCache(std::size_t capacity, std::chrono::seconds maxAge, Clock clock)
    : m_capacity(capacity)
    , m_maxAge(maxAge)
    , m_clock(std::move(clock))
{
}

std::shared_ptr<const Answer> AnswerCache::find(const std::string &key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end() || m_clock() - found->second->since > m_maxAge) {
        ++m_misses;
        return nullptr;
    }
    ++m_hits;
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return found->second->answer;
}

void AnswerCache::insert(const std::string &key, std::shared_ptr<const Answer> answer)
{
    const std::lock_guard lock(m_mutex);
    if (const auto old = m_byKey.find(key); old != m_byKey.end()) {
        m_entries.erase(old->second);
        m_byKey.erase(old);
    }
    if (m_capacity == 0)
        return;
    if (m_entries.size() == m_capacity) {
        m_byKey.erase(m_entries.back().key);
        m_entries.pop_back();
    }
    m_entries.push_front({key, std::move(answer), m_clock()});
    m_byKey[key] = m_entries.begin();
}

void AnswerCache::clear()
{
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
    m_byKey.clear();
}

AnswerCache::Statistics AnswerCache::statistics() const
{
    const std::lock_guard lock(m_mutex);
    return {m_hits, m_misses, m_entries.size()};
}

} // namespace spanwise::demo
