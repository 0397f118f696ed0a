// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

namespace spanwise::demo {

/// Says once that traces do not arrive, instead of at every attempt; says it again only after they have
/// arrived since.
class ExportWatch
{
public:
    using Say = std::function<void(const std::string &line)>;

    explicit ExportWatch(Say say)
        : m_say(std::move(say))
    {
    }

    /// exported is how many spans were accepted so far. Any thread.
    void failed(const std::string &reason, std::uint64_t exported)
    {
        const std::lock_guard lock(m_mutex);
        if (m_hasFailed && exported == m_exported)
            return;
        m_hasFailed = true;
        m_exported = exported;
        m_say(
            "Traces do not arrive: " + reason +
            " Questions are still answered; spans that find no room are dropped and counted in GET /health.");
    }

private:
    Say m_say;
    std::mutex m_mutex;
    bool m_hasFailed = false;     // guarded by m_mutex
    std::uint64_t m_exported = 0; // guarded by m_mutex
};

} // namespace spanwise::demo
