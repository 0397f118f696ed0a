// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <optional>
#include <utility>

namespace spanwise {

/// Hands the newest value from one thread to another; an unread older one is replaced.
///
/// However fast the writer is, the reader is woken once per value it actually takes:
/// post() answers true only when the box was empty.
template<class T>
class Mailbox
{
public:
    [[nodiscard]] bool post(T value)
    {
        const std::lock_guard lock(m_mutex);
        const bool wasEmpty = !m_value;
        m_value = std::move(value);
        return wasEmpty;
    }

    std::optional<T> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_value, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::optional<T> m_value; // guarded by m_mutex
};

} // namespace spanwise
