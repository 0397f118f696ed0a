// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace spanwise {

/// A queue between threads that is bounded in bytes, not in items.
///
/// Any number of threads may push and pop. An item larger than the whole bound is taken when the queue is
/// empty, so that it cannot be refused for ever.
template<class T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t maxBytes)
        : m_maxBytes(maxBytes)
    {
    }

    /// False, with item untouched, when it does not fit or the queue is closed: the caller refuses its
    /// sender.
    [[nodiscard]] bool tryPush(T &item, std::size_t bytes)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed || (!m_items.empty() && m_bytes + bytes > m_maxBytes))
                return false;
            m_bytes += bytes;
            m_items.push_back({std::move(item), bytes});
        }
        m_filled.notify_one();
        return true;
    }

    /// Waits for room instead of refusing. False when the queue is closed.
    [[nodiscard]] bool push(T &item, std::size_t bytes)
    {
        {
            std::unique_lock lock(m_mutex);
            m_emptied.wait(lock,
                           [&] { return m_closed || m_items.empty() || m_bytes + bytes <= m_maxBytes; });
            if (m_closed)
                return false;
            m_bytes += bytes;
            m_items.push_back({std::move(item), bytes});
        }
        m_filled.notify_one();
        return true;
    }

    /// Waits for an item; nullopt once the queue is closed and empty.
    std::optional<T> pop()
    {
        std::unique_lock lock(m_mutex);
        m_filled.wait(lock, [&] { return m_closed || !m_items.empty(); });
        if (m_items.empty())
            return std::nullopt;
        Item item = std::move(m_items.front());
        m_items.pop_front();
        m_bytes -= item.bytes;
        lock.unlock();
        m_emptied.notify_all();
        return std::move(item.value);
    }

    /// Everything that waits now, oldest first; does not wait.
    std::vector<T> takeAll()
    {
        std::vector<T> taken;
        {
            const std::lock_guard lock(m_mutex);
            taken.reserve(m_items.size());
            for (Item &item : m_items)
                taken.push_back(std::move(item.value));
            m_items.clear();
            m_bytes = 0;
        }
        m_emptied.notify_all();
        return taken;
    }

    /// No more pushes; pop() still hands out what is left.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_filled.notify_all();
        m_emptied.notify_all();
    }

    std::size_t byteCount() const
    {
        const std::lock_guard lock(m_mutex);
        return m_bytes;
    }

private:
    struct Item
    {
        T value;
        std::size_t bytes;
    };

    const std::size_t m_maxBytes;
    mutable std::mutex m_mutex;
    std::condition_variable m_filled;
    std::condition_variable m_emptied;
    std::deque<Item> m_items; // guarded by m_mutex
    std::size_t m_bytes = 0;  // guarded by m_mutex
    bool m_closed = false;    // guarded by m_mutex
};

} // namespace spanwise
