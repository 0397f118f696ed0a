// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace spanwise {

/// A mutex that serves in the order of asking. The writer of a busy intake locks again the moment it has
/// unlocked: with a plain mutex retention, the text index and the alert history would wait until the
/// pipelines pause.
class FairMutex
{
public:
    void lock()
    {
        std::unique_lock lock(m_mutex);
        const std::uint64_t ticket = m_tickets++;
        m_turn.wait(lock, [&] { return ticket == m_serving; });
    }

    void unlock()
    {
        {
            const std::lock_guard lock(m_mutex);
            ++m_serving;
        }
        m_turn.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_turn;
    std::uint64_t m_tickets = 0; // guarded by m_mutex
    std::uint64_t m_serving = 0; // guarded by m_mutex
};

} // namespace spanwise
